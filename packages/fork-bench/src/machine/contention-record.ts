/** The record of what else went on, kept beside all that is measured. */
import { monotonicMs } from '@proctools/core';
import type { Contention } from '../results.ts';
import { contentionOf, type Span, spanBetween } from './contention.ts';
import { openCounters, type Reading } from './counters.ts';
import { readText } from './read-text.ts';

/** A moment, to which a span reaches back. */
interface Mark {
  readonly reading: Reading;
  /** CPU time of this process. */
  readonly selfMs: number;
  /** CPU time of all children that have ended, and of theirs; undefined where the system does not tell. */
  readonly reapedMs: number | undefined;
}

export interface ContentionRecord {
  readonly mark: () => Mark;
  /**
   * What happened since. `childrenMs` is the CPU time that our children used meanwhile; without it, all children that
   * ended meanwhile count as ours, with all that they used. Put the spans of a result together with `contentionOf`.
   */
  readonly spanSince: (mark: Mark, childrenMs?: number) => Span;
  /** The same for a single span; all undefined when it was shorter than half a second. */
  readonly since: (mark: Mark, childrenMs?: number) => Contention;
  /** What a mark costs, measured when the record was opened. */
  readonly costMs: number;
  readonly close: () => void;
}

/** sysconf(_SC_CLK_TCK): on Linux 100 for every program. */
const MS_PER_TICK = 10;

/**
 * The kernel adds up nanoseconds and shows ticks: nothing is lost over many children. Fields 16 and 17 of proc_pid_stat(5),
 * counted behind the name, which may hold blanks.
 */
const reapedCpuMs = (): number | undefined => {
  const stat = readText('/proc/self/stat');
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 15);
  return (Number(fields[13]) + Number(fields[14])) * MS_PER_TICK;
};

const selfCpuMs = (): number => {
  const { system, user } = process.cpuUsage();
  return (user + system) / 1_000;
};

const childrenBetween = (before: Mark, after: Mark): number | undefined =>
  before.reapedMs === undefined || after.reapedMs === undefined ? undefined : after.reapedMs - before.reapedMs;

const PRACTICE = 20;

/** What one call costs, after as many for practice: the first ones are compiled on the way. */
const costOf = (call: () => void): number => {
  const many = (): number => {
    const begin = monotonicMs();
    for (let time = 0; time < PRACTICE; time += 1) call();
    return (monotonicMs() - begin) / PRACTICE;
  };
  many();
  return many();
};

/** Opens the record; close it in the end. */
export const openContention = (): ContentionRecord => {
  const counters = openCounters();
  const mark = (): Mark => ({ reading: counters.read(), selfMs: selfCpuMs(), reapedMs: reapedCpuMs() });
  const spanSince = (before: Mark, childrenMs?: number): Span => {
    const now = mark();
    const children = childrenMs ?? childrenBetween(before, now);
    const ownMs = children === undefined ? undefined : now.selfMs - before.selfMs + children;
    return spanBetween(before.reading, now.reading, ownMs);
  };
  return {
    mark,
    spanSince,
    since: (before, childrenMs) => contentionOf([spanSince(before, childrenMs)]),
    costMs: costOf(mark),
    close: counters.close,
  };
};
