import { judgeSequence } from '../import/judge-sequence.ts';
import type { Comparison, Metric, Sample } from '../results.ts';
import { judge } from './judge.ts';
import { metrics, valuesTogether } from './metric.ts';
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

/**
 * The same for samples that were taken one command after the other: their ratio is no better than the drift of
 * each, and no number of pairs would settle it.
 */
export const comparisonsInSequence = (
  subjects: readonly Subject[],
  samples: readonly (readonly Sample[])[],
  asked: number | undefined,
): readonly Comparison[] =>
  metrics.flatMap((metric) => {
    const band = asked ?? USUAL_BANDS[metric];
    const commands = subjects.flatMap(({ name }, index) => {
      const [times] = valuesTogether([samples[index] ?? []], metric) ?? [];
      return times === undefined ? [] : [{ name, times }];
    });
    if (commands.length < subjects.length) return [];
    return judgeSequence(commands, band).pairs.map(({ a, b, drift, high, low, ratio, verdict }): Comparison => {
      const of = (name: string): number => commands.find((command) => command.name === name)?.times.length ?? 0;
      const pairs = Math.min(of(a), of(b));
      return { a, b, metric, ratio, low, high, pairs, band, verdict, morePairs: undefined, detectable: drift };
    });
  });
