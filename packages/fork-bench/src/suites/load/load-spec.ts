import type { ClosedLoop } from './closed-loop.ts';
import type { Heavy } from './heavy.ts';
import type { Asked, OpenLoop } from './open-loop.ts';

/** What a load generator is started with. */
export type LoadSpec =
  /** Until it is let go; `longestMs` is a bound should that never come. Answers each message with a `LoadReading`. */
  | ({ readonly type: 'closed'; readonly wrk: string | undefined; readonly longestMs: number } & ClosedLoop)
  /** Answers once, with the requests. */
  | ({ readonly type: 'open' } & OpenLoop)
  /** The same, while another request is made again and again. */
  | ({ readonly type: 'mixed' } & OpenLoop);

/** How far it is. */
export interface LoadReading {
  readonly atMs: number;
  /** So much CPU time it has used so far; undefined where that cannot be read. */
  readonly cpuMs: number | undefined;
  readonly failures: number;
}

/** What was asked at fixed times, and what besides. */
export interface LoadAnswer {
  readonly asked: readonly Asked[];
  readonly heavy: readonly Heavy[];
}
