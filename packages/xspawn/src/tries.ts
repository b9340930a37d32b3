/** What is the same for one command, for several and for each job: what ends a try before its time, and when there is another. */
import type { Duration } from '@proctools/core';
import type { RetryCause } from './options.ts';

/** The options that say so, read. Durations in milliseconds. */
export interface TryOptions {
  readonly timeout: Duration | undefined;
  readonly idleTimeout: Duration | undefined;
  readonly signal: NodeJS.Signals;
  readonly killAfter: Duration;
  readonly tree: boolean;
  readonly orphans: 'kill' | 'leave';
  readonly retry: number | undefined;
  readonly retryDelay: Duration;
  readonly backoff: number;
  readonly jitter: boolean;
  readonly retryOn: readonly RetryCause[] | undefined;
}

/** What ends a command before its time. */
export interface LimitPlan {
  readonly timeoutMs: number | undefined;
  readonly idleMs: number | undefined;
  /** What it is ended with, and how long after that with KILL. */
  readonly signal: NodeJS.Signals;
  readonly killAfterMs: number;
  /** Whether also those of its children are ended that left its session. */
  readonly tree: boolean;
}

export interface RetryPlan {
  /** How often at most, the first try not counted. */
  readonly count: number;
  readonly delayMs: number;
  readonly backoff: number;
  readonly jitter: boolean;
  /** Undefined for any failure. */
  readonly causes: readonly RetryCause[] | undefined;
}

export const limitsOf = ({ idleTimeout, killAfter, signal, timeout, tree }: TryOptions): LimitPlan => ({
  timeoutMs: timeout,
  idleMs: idleTimeout,
  signal,
  killAfterMs: killAfter,
  tree,
});

export const retriesOf = ({ backoff, jitter, retry, retryDelay, retryOn }: TryOptions): RetryPlan => ({
  count: retry ?? 0,
  delayMs: retryDelay,
  backoff,
  jitter,
  causes: retryOn,
});
