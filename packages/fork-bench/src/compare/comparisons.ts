import type { Comparison, Metric, Sample } from '../results.ts';
import { judge } from './judge.ts';
import { metrics } from './metric.ts';
import type { Subject } from './subject.ts';

/** CPU time in pairs scatters less by far than time on the clock: smaller differences can be told, and are worth telling. */
export const USUAL_BANDS: Readonly<Record<Metric, number>> = { wall: 0.02, cpu: 0.01 };

/** Of all comparisons of one metric together. */
export const LEVEL = 0.95;

/** Each of the others against the first, whose samples were taken in the same rounds. */
export const comparisonsOf = (
  subjects: readonly Subject[],
  samples: readonly (readonly Sample[])[],
  band: number | undefined,
): readonly Comparison[] => {
  const [reference, ...others] = subjects.map(({ name }, index) => ({ name, readings: samples[index] ?? [] }));
  if (reference === undefined || others.length === 0) return [];
  return metrics.flatMap((metric) =>
    judge(reference, others, { band: band ?? USUAL_BANDS[metric], level: LEVEL }).filter(
      (comparison) => comparison.metric === metric,
    ),
  );
};
