import type { Channel } from './channels.ts';
import type { RingMemory } from './ring.ts';

/** What the process at the near end is to measure. */
export interface NearSpec {
  readonly channel: Channel;
  readonly sizes: readonly number[];
  /** For everything, the start of both ends included. */
  readonly budgetMs: number;
  /** Where the far end is to run. */
  readonly farCpu: number | undefined;
}

/** What the process at the far end is to answer on. */
export interface FarSpec {
  readonly channel: Channel;
  /** Of the socket: a path or a port. */
  readonly address?: string | number;
}

/** What a thread is started with. */
export type ThreadSpec =
  | { readonly type: 'copy' }
  | { readonly type: 'transfer' }
  | { readonly type: 'shared'; readonly rings: readonly (readonly [there: RingMemory, back: RingMemory])[] };

/** What the far end says first: where it may run. A thread adds its number. */
export interface Hello {
  readonly cpus: string | undefined;
  readonly threadId?: number | undefined;
}

export interface Cell {
  readonly size: number;
  /** Microseconds each. */
  readonly roundTrips: readonly number[];
  /** Messages a second. */
  readonly rates: readonly number[];
}

/** What the near end found. */
export interface NearAnswer {
  readonly cells: readonly Cell[];
  /** Where the ends ran, as the kernel says. */
  readonly nearCpus: string | undefined;
  readonly farCpus: string | undefined;
}
