// Keeps an eye on the rest of the machine while commands are run.
import { contentionOf, SHORTEST_WINDOW_MS, type Span, wasDisturbed } from '../machine/contention.ts';
import { openContention } from '../machine/contention-record.ts';
import { openQuietGate } from '../machine/quiet-gate.ts';
import type { Contention } from '../results.ts';

/** What is known of the moment that has just passed. */
interface Moment {
  readonly contention: Contention;
  readonly isDisturbed: boolean;
}

export interface Watch {
  /** Before a run. Waits until it is quiet, when that is wanted and the run before was disturbed. */
  readonly begin: (signal: AbortSignal) => Promise<void>;
  /** After it. */
  readonly end: () => Moment;
  readonly close: () => void;
}

/** The last spans that together are long enough for the ticks of the kernel. */
const recent = (spans: readonly Span[]): readonly Span[] => {
  let wallMs = 0;
  const first = spans.findLastIndex((span) => {
    wallMs += span.wallMs;
    return wallMs >= SHORTEST_WINDOW_MS;
  });
  return spans.slice(Math.max(first, 0));
};

/**
 * Without a share nothing is waited for. A run shorter than half a second has the record of the half second that ended
 * with it.
 */
export const openWatch = (quietShare: number | undefined, limitMs: number): Watch => {
  const record = openContention();
  const gate = quietShare === undefined ? undefined : openQuietGate(quietShare);
  let spans: readonly Span[] = [];
  let mark = record.mark();
  let mayRun = gate === undefined;
  return {
    begin: async (signal) => {
      if (!mayRun) {
        await gate?.pass(limitMs, signal);
        mayRun = true;
        spans = [];
      }
      mark = record.mark();
    },
    end: () => {
      spans = recent([...spans, record.spanSince(mark)]);
      const contention = contentionOf(spans);
      const isDisturbed = quietShare !== undefined && wasDisturbed(contention, quietShare);
      if (isDisturbed) mayRun = false;
      return { contention, isDisturbed };
    },
    close: () => {
      record.close();
      gate?.close();
    },
  };
};
