/** What else the machine did while something was measured, made of readings. Pure. */
import type { Contention } from '../results.ts';
import type { Reading } from './counters.ts';

/** A stretch of time, with what happened in it; several can be put together. In milliseconds, undefined where unknown. */
export interface Span {
  readonly wallMs: number;
  readonly cores: number;
  /** Below zero where the ticks have counted less than we have used: over many spans that evens out. */
  readonly foreignMs: number | undefined;
  readonly stealMs: number | undefined;
  readonly throttledMs: number | undefined;
  readonly pressureMs: number | undefined;
}

/**
 * The kernel counts in ticks of up to 10 ms, and misses what is shorter: processes that hand a message to and fro seemed
 * to use 5 to 20 % less than they did, in windows below half a second.
 */
export const SHORTEST_WINDOW_MS = 500;

const unknownContention: Contention = {
  foreignShare: undefined,
  stealShare: undefined,
  throttledMs: undefined,
  pressureShare: undefined,
};

const difference = (before: number | undefined, after: number | undefined): number | undefined =>
  before === undefined || after === undefined ? undefined : after - before;

/** What happened between two readings, of which `ownMs` of CPU time was ours; undefined when that is not known. */
export const spanBetween = (before: Reading, after: Reading, ownMs: number | undefined): Span => {
  const busyMs = difference(before.busyMs, after.busyMs);
  return {
    wallMs: after.atMs - before.atMs,
    cores: after.cores,
    foreignMs: busyMs === undefined || ownMs === undefined ? undefined : busyMs - ownMs,
    stealMs: difference(before.stealMs, after.stealMs),
    throttledMs: difference(before.throttledMs, after.throttledMs),
    pressureMs: difference(before.pressureMs, after.pressureMs),
  };
};

type Counted = 'foreignMs' | 'stealMs' | 'throttledMs' | 'pressureMs';

const sumOf = (spans: readonly Span[], name: Counted): number | undefined =>
  spans.reduce<number | undefined>((sum, span) => {
    const value = span[name];
    return sum === undefined || value === undefined ? undefined : sum + value;
  }, 0);

const shareOf = (ms: number | undefined, wholeMs: number): number | undefined =>
  ms === undefined ? undefined : Math.min(Math.max(ms / wholeMs, 0), 1);

/**
 * All spans of one result together: foreign and stolen time as a share of all processors, pressure as a share of the
 * time. All is undefined while the spans are shorter than the ticks allow (`SHORTEST_WINDOW_MS`) together.
 */
export const contentionOf = (spans: readonly Span[]): Contention => {
  const wallMs = spans.reduce((sum, span) => sum + span.wallMs, 0);
  if (wallMs < SHORTEST_WINDOW_MS) return unknownContention;
  const wholeMs = spans.reduce((sum, { cores, wallMs: ms }) => sum + cores * ms, 0);
  return {
    foreignShare: shareOf(sumOf(spans, 'foreignMs'), wholeMs),
    stealShare: shareOf(sumOf(spans, 'stealMs'), wholeMs),
    throttledMs: sumOf(spans, 'throttledMs'),
    pressureShare: shareOf(sumOf(spans, 'pressureMs'), wallMs),
  };
};

/** Whether others used, or the host took, more of the machine than this. What nobody knows disturbs nobody. */
export const wasDisturbed = (
  { foreignShare = 0, stealShare = 0, throttledMs = 0 }: Contention,
  share: number,
): boolean => foreignShare + stealShare > share || throttledMs > 0;
