// What a shell takes to do nothing is measured once in each round, and its median is taken off what went through it.
import type { Reading } from '../measure/way.ts';
import { median } from '../stats/quantile.ts';

type Times = Pick<Reading, 'wallMs' | 'cpuMs' | 'userMs' | 'systemMs'>;

/** No command takes less: a difference that is not above zero has no ratio. */
const LEAST_MS = 0.001;

const medianOf = (all: readonly Times[], of: (times: Times) => number | undefined): number => {
  const known = all.map(of).filter((value) => value !== undefined);
  return known.length === 0 ? 0 : median(known);
};

const minus = (value: number | undefined, start: number): number | undefined =>
  value === undefined ? undefined : Math.max(value - start, 0);

/** The reading without the start of its shell, of which these are the readings so far. */
export const withoutStart = <T extends Times>(reading: T, starts: readonly Times[]): T => {
  if (starts.length === 0) return reading;
  const cpuMs = minus(
    reading.cpuMs,
    medianOf(starts, (times) => times.cpuMs),
  );
  return {
    ...reading,
    wallMs: Math.max(reading.wallMs - medianOf(starts, (times) => times.wallMs), LEAST_MS),
    cpuMs: cpuMs === undefined ? undefined : Math.max(cpuMs, LEAST_MS),
    userMs: minus(
      reading.userMs,
      medianOf(starts, (times) => times.userMs),
    ),
    systemMs: minus(
      reading.systemMs,
      medianOf(starts, (times) => times.systemMs),
    ),
  };
};
