// How values are distributed, for pictures. On a scale of logarithms, as times from 20 µs to 2 s fit on no other.
// Values that are not above 0 have no place there, and are left out.
import { standardDeviation } from './mean.ts';
import { ascending, quantileOfSorted } from './quantile.ts';

export interface Bin {
  readonly from: number;
  /** Belongs to the next bin, but for the last one. */
  readonly to: number;
  readonly count: number;
}

const MOST_BINS = 100;

const sortedLogs = (values: readonly number[]): readonly number[] =>
  ascending(values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log));

const quartileDistance = (sorted: readonly number[]): number =>
  quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);

/** The width of Freedman & Diaconis (1981), which outliers do not stretch. */
const binCount = (logs: readonly number[]): number => {
  const range = (logs.at(-1) ?? 0) - (logs[0] ?? 0);
  const width = (2 * quartileDistance(logs)) / Math.cbrt(logs.length);
  if (range === 0) return 1;
  return width > 0 ? Math.min(MOST_BINS, Math.max(1, Math.ceil(range / width))) : MOST_BINS;
};

/** A histogram with bins that are equally wide on a scale of logarithms, from the smallest value to the largest. */
export const logBins = (values: readonly number[], wanted?: number): readonly Bin[] => {
  const logs = sortedLogs(values);
  const [first, last] = [logs[0], logs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const bins = wanted ?? binCount(logs);
  const width = (last - first) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const log of logs) {
    const index = width > 0 ? Math.min(bins - 1, Math.floor((log - first) / width)) : 0;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => ({
    from: Math.exp(first + index * width),
    to: Math.exp(first + (index + 1) * width),
    count,
  }));
};

/** The width of a kernel by Silverman's rule of thumb (1986, 3.31), as R's bw.nrd0; 0 of equal values. */
export const kernelWidth = (sorted: readonly number[]): number => {
  const spread = standardDeviation(sorted) ?? 0;
  const robust = quartileDistance(sorted) / 1.34;
  return 0.9 * (Math.min(spread, robust) || spread) * sorted.length ** -0.2;
};

/** A value, and how dense the values are there, for each unit of their natural logarithms. */
export type DensityPoint = readonly [value: number, density: number];

/** Beyond so many widths a value adds nothing that can be seen. */
const REACH = 3;

/** The smooth curve of a Gaussian kernel over the logarithms, at so many places; empty of fewer than 2 different values. */
export const logDensity = (values: readonly number[], places = 128): readonly DensityPoint[] => {
  const logs = sortedLogs(values);
  const width = logs.length < 2 ? 0 : kernelWidth(logs);
  if (!(width > 0)) return [];
  const from = (logs[0] ?? 0) - REACH * width;
  const to = (logs.at(-1) ?? 0) + REACH * width;
  const height = 1 / (logs.length * width * Math.sqrt(2 * Math.PI));
  return Array.from({ length: places }, (_, index) => {
    const place = from + ((to - from) * index) / (places - 1);
    const sum = logs.reduce((total, log) => total + Math.exp(-(((place - log) / width) ** 2) / 2), 0);
    return [Math.exp(place), height * sum];
  });
};
