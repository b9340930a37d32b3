/** Both sides of a reply as ends for messages. */
import type { ByteEnd, End, MessageEnd } from '../endpoint.ts';
import { asMessages } from '../frames/as-messages.ts';
import type { Limits } from '../frames/cutter.ts';
import type { Framing } from '../frames/framing.ts';
import type { Target } from './answer.ts';
import { asWhole } from './whole.ts';

/** An end as one for messages; without a framing all of it is one. */
export const speaking = (end: End, framing: Framing | undefined, limits: Limits): MessageEnd =>
  framing === undefined ? asWhole(end as ByteEnd, limits) : asMessages(end, framing, limits, () => {});

/** What an answer has to be where it goes to. Nobody waits for one at our standard output, or where else no question came from. */
export const targetOf = (sink: End, isWayBack: boolean): Target => {
  if (sink.unit === 'messages') return 'whole';
  return isWayBack && sink.name !== '-' ? 'frames' : 'output';
};
