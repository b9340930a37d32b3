import type { Event } from '../event.ts';
import type { Framing } from '../frames/framing.ts';
import type { IdleClock } from '../request/idle-clock.ts';
import type { Commands } from './commands.ts';
import type { ReplyPlan } from './plan-reply.ts';
import type { Quota } from './quota.ts';

/** What all connections share. */
export interface Desk {
  readonly commands: Commands;
  /** The command's name, to be told. */
  readonly command: string;
  readonly framing: Framing | undefined;
  readonly ackAfter: ReplyPlan['ackAfter'];
  /** So many messages of one source at once. */
  readonly each: number;
  readonly quota: Quota;
  readonly clock: IdleClock;
  readonly tell: (event: Event) => void;
  readonly counts: Counts;
}

interface Counts {
  answered: number;
  /** Without an answer, and nobody will bring them again. */
  failed: number;
}
