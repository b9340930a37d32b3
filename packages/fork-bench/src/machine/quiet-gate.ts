/** Waiting for a moment in which others leave the machine alone. */
import { formatDuration, monotonicMs, showWaiting, sleep } from '@proctools/core';
import { SHORTEST_WINDOW_MS } from './contention.ts';
import { type ContentionRecord, openContention } from './contention-record.ts';

/** A timer may come a moment too early, and a window that is too short tells nothing. */
const WINDOW_MS = 1.2 * SHORTEST_WINDOW_MS;

/** How it went: quiet, or not within the time; `foreignShare` is that of the last window, undefined where nobody knows. */
export interface Quiet {
  readonly isQuiet: boolean;
  readonly waitedMs: number;
  readonly foreignShare: number | undefined;
}

export interface Waiting {
  /** Others may use, and the host take, so much of all processors. */
  readonly share: number;
  readonly limitMs: number;
  /** Watches the machine for one window, and answers with the share that others had. Rejects when it is interrupted. */
  readonly watch: () => Promise<number | undefined>;
  readonly now: () => number;
}

/** Watches window after window, at least one, until one is quiet or the time is up. A machine that does not tell is taken as quiet. */
export const waitForQuiet = async ({ limitMs, now, share, watch }: Waiting): Promise<Quiet> => {
  const begin = now();
  for (;;) {
    const foreignShare = await watch();
    const waitedMs = now() - begin;
    const isQuiet = (foreignShare ?? 0) <= share;
    if (isQuiet || waitedMs >= limitMs) return { isQuiet, waitedMs, foreignShare };
  }
};

/** `waiting for a quiet machine: others use 34 %, 12s`. */
export const waitingText = (foreignShare: number | undefined, elapsedMs: number): string => {
  const use = foreignShare === undefined ? '' : `: others use ${Math.round(foreignShare * 100)} %`;
  return `waiting for a quiet machine${use}, ${formatDuration(Math.floor(elapsedMs / 1_000) * 1_000)}`;
};

const watchFor = async (record: ContentionRecord, ms: number, signal: AbortSignal): Promise<number | undefined> => {
  const mark = record.mark();
  await sleep(ms, signal);
  const { foreignShare, stealShare = 0 } = record.since(mark, 0);
  return foreignShare === undefined ? undefined : foreignShare + stealShare;
};

export interface QuietGate {
  /** Waits at most so long. Says so on a terminal, unless it is quiet soon. Rejects with the signal's reason when it aborts. */
  readonly pass: (limitMs: number, signal: AbortSignal) => Promise<Quiet>;
  readonly close: () => void;
}

/** A gate that opens when others use less of the machine than `share` (0.1), for a window of 0.6 seconds, while nothing of ours runs. */
export const openQuietGate = (share: number): QuietGate => {
  const record = openContention();
  return {
    close: record.close,
    pass: async (limitMs, signal) => {
      let last: number | undefined;
      const line = showWaiting((elapsedMs) => waitingText(last, elapsedMs));
      const watch = async (): Promise<number | undefined> => {
        last = await watchFor(record, WINDOW_MS, signal);
        return last;
      };
      try {
        return await waitForQuiet({ share, limitMs, watch, now: monotonicMs });
      } finally {
        line.stop();
      }
    },
  };
};
