import type { Metric, Sample } from '../results.ts';

export const metrics: readonly Metric[] = ['wall', 'cpu'];

/** Of a run, what commands are compared by. */
export type Reading = Pick<Sample, 'wallMs' | 'cpuMs'>;

const readingOf = (reading: Reading | undefined, metric: Metric): number | undefined =>
  metric === 'wall' ? reading?.wallMs : reading?.cpuMs;

/**
 * The values of several commands, round by round, in milliseconds; rounds in which one has none are left out.
 * Undefined when none is left, or one is not above 0: a clock that is so coarse knows no ratios.
 */
export const valuesTogether = (
  commands: readonly (readonly Reading[])[],
  metric: Metric,
): readonly (readonly number[])[] | undefined => {
  const rounds = Math.min(...commands.map((readings) => readings.length));
  const values: number[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const row = commands.map((readings) => readingOf(readings[round], metric));
    if (!row.every((value) => value !== undefined)) continue;
    if (!row.every((value) => value > 0 && Number.isFinite(value))) return undefined;
    for (const [index, value] of row.entries()) values[index]?.push(value);
  }
  return values.some((column) => column.length > 0) ? values : undefined;
};
