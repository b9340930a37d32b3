/** The line of --progress, from what has passed. Pure. */
import { displayWidth, formatDuration, formatSize } from '@proctools/core';

/** What has passed on one way. */
export interface Passed {
  readonly bytes: number;
  readonly messages: number;
}

/** How far it has come, after so long. */
export interface Sample {
  readonly elapsedMs: number;
  /** To the second address, and from it; undefined where nothing flows. */
  readonly there: Passed | undefined;
  readonly back: Passed | undefined;
}

/** How much will pass, where that is known: in bytes, or in messages, on one way. */
export interface Total {
  readonly way: 'there' | 'back';
  readonly unit: 'bytes' | 'messages';
  readonly count: number;
}

/** The rate is that of the last seconds. */
const WINDOW_MS = 5_000;
const [LONGEST_BAR, SHORTEST_BAR] = [30, 8];

/** Samples that are recent enough, and the one before them, so that there is a span to measure. */
export const recent = (samples: readonly Sample[], latest: Sample): readonly Sample[] => {
  const from = samples.findLastIndex(({ elapsedMs }) => elapsedMs <= latest.elapsedMs - WINDOW_MS);
  return [...samples.slice(Math.max(from, 0)), latest];
};

const amount = (sample: Sample | undefined, way: Total['way'], unit: Total['unit']): number =>
  sample?.[way]?.[unit] ?? 0;

const perSecond = (samples: readonly Sample[], way: Total['way'], unit: Total['unit']): number => {
  const [first, last] = [samples[0], samples.at(-1)];
  const span = (last?.elapsedMs ?? 0) - (first?.elapsedMs ?? 0);
  return span > 0 ? ((amount(last, way, unit) - amount(first, way, unit)) * 1_000) / span : 0;
};

export interface Course extends Sample {
  /** Bytes a second, both ways together. */
  readonly bytesPerSecond: number;
  /** Of the total, from 0 to 1, and the time left in milliseconds; undefined where nobody knows. */
  readonly share: number | undefined;
  readonly leftMs: number | undefined;
}

/** How it goes, from samples of which the last is now. */
export const courseOf = (samples: readonly Sample[], total: Total | undefined): Course => {
  const passed = samples.at(-1) ?? { elapsedMs: 0, there: undefined, back: undefined };
  const bytesPerSecond = perSecond(samples, 'there', 'bytes') + perSecond(samples, 'back', 'bytes');
  if (!total) return { ...passed, bytesPerSecond, share: undefined, leftMs: undefined };
  const done = amount(passed, total.way, total.unit);
  const speed = perSecond(samples, total.way, total.unit);
  const left = Math.max(total.count - done, 0);
  return {
    ...passed,
    bytesPerSecond,
    share: total.count === 0 ? 1 : Math.min(done / total.count, 1),
    leftMs: left === 0 || speed <= 0 ? undefined : (left * 1_000) / speed,
  };
};

const wayText = (mark: string, { bytes, messages }: Passed): string => {
  const count = messages > 0 ? ` (${messages} message${messages === 1 ? '' : 's'})` : '';
  return `${mark}${formatSize(bytes)}${count}`;
};

const ways = ({ back, there }: Sample): readonly string[] => {
  if (there && back) return [wayText('> ', there), wayText('< ', back)];
  const only = there ?? back;
  return only ? [wayText('', only)] : [];
};

const bar = (share: number, width: number): string => {
  const filled = Math.floor(width * share);
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] `;
};

/** `> 1.2G  < 340k  812M/s  45%  14s left`, in fewer than `columns`; with a bar where there is room for one. */
export const progressText = (course: Course, columns: number): string => {
  const { bytesPerSecond, elapsedMs, leftMs, share } = course;
  const text = [
    ...ways(course),
    `${formatSize(bytesPerSecond)}/s`,
    formatDuration(elapsedMs),
    ...(share === undefined ? [] : [`${Math.floor(100 * share)}%`]),
    ...(leftMs === undefined ? [] : [`${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)} left`]),
  ].join('  ');
  const room = Math.min(columns - displayWidth(text) - '[] '.length - 1, LONGEST_BAR);
  const line = share !== undefined && room >= SHORTEST_BAR ? bar(share, room) + text : text;
  return displayWidth(line) < columns ? line : line.slice(0, Math.max(columns - 1, 0));
};
