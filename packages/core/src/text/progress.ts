import { formatDuration } from './duration.ts';
import { displayWidth } from './width.ts';

/** How far work has come that is done in steps. */
export interface Progress {
  readonly done: number;
  /** Undefined while nobody knows. */
  readonly total: number | undefined;
  /** How many of those were done before the clock was started. */
  readonly before: number;
  readonly elapsedMs: number;
  /** What else there is to say: `2 running`, `1 failed`. */
  readonly notes: readonly string[];
}

const LONGEST_BAR = 30;
/** A shorter one says nothing. */
const SHORTEST_BAR = 8;

/** So much a second, or a minute where that says more: `83/s`, `4.2/s`, `7/min`. */
export const formatRate = (perSecond: number): string => {
  if (perSecond >= 9.95) return `${Math.round(perSecond)}/s`;
  return perSecond >= 0.95 ? `${perSecond.toFixed(1)}/s` : `${Math.round(perSecond * 60)}/min`;
};

const rateOf = ({ before, done, elapsedMs }: Progress): number =>
  elapsedMs > 0 ? ((done - before) * 1_000) / elapsedMs : 0;

const countOf = ({ done, total }: Progress): string => {
  if (total === undefined) return `${done} done`;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  return `${String(percent).padStart(3)}% ${done}/${total}`;
};

const timeLeft = (progress: Progress): readonly string[] => {
  const rate = rateOf(progress);
  const { done, total } = progress;
  if (total === undefined || rate === 0 || done >= total) return [];
  return [`${formatDuration(Math.ceil((total - done) / rate) * 1_000)} left`];
};

const bar = ({ done, total }: Progress, width: number): string => {
  const filled = total ? Math.floor((width * Math.min(done, total)) / total) : width;
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] `;
};

/** One line that is narrower than `columns`: a bar when the total is known, counts, the rate, the time left, the notes. */
export const progressLine = (progress: Progress, columns: number): string => {
  const { done, before, notes, total } = progress;
  const rate = done > before ? [formatRate(rateOf(progress))] : [];
  const text = [countOf(progress), ...rate, ...timeLeft(progress), ...notes].join('  ');
  const room = Math.min(columns - displayWidth(text) - '[] '.length - 1, LONGEST_BAR);
  const line = total !== undefined && room >= SHORTEST_BAR ? bar(progress, room) + text : text;
  return displayWidth(line) < columns ? line : line.slice(0, Math.max(columns - 1, 0));
};
