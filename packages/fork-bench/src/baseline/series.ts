/** Results as lists of values that can be compared with those of another day. */
import type { Contention, Sample } from '../results.ts';
import { mean } from '../stats/mean.ts';
import type { Comparable } from './store.ts';

/** What was measured: time on the clock or CPU time of a whole command, or a figure of a suite. */
export type SeriesMetric = 'wall' | 'cpu' | 'figure';

/** The values of one thing, in the order in which they were measured. */
export interface Series {
  /** `fork (time to the first message)`, or a command's name. */
  readonly name: string;
  readonly metric: SeriesMetric;
  /** Which way is better. */
  readonly better: 'less' | 'more';
  readonly values: readonly number[];
  /** The version of the Node that ran it; undefined for whole commands. */
  readonly node: string | undefined;
  /** How much of the machine others used meanwhile; undefined where nobody knows. */
  readonly foreignShare: number | undefined;
}

const foreignShareOf = (all: readonly Contention[]): number | undefined => {
  const known = all.flatMap(({ foreignShare }) => foreignShare ?? []);
  return known.length === 0 ? undefined : mean(known);
};

/** Undefined when a run has none: then nobody knows what is missing. */
const column = (samples: readonly Sample[], of: 'wallMs' | 'cpuMs'): readonly number[] | undefined => {
  const values = samples.flatMap((sample) => sample[of] ?? []);
  return values.length === samples.length && values.length > 0 ? values : undefined;
};

const ofCommands = ({ results }: Extract<Comparable, { type: 'commands' }>): readonly Series[] =>
  results.flatMap(({ name, samples }) => {
    const foreignShare = foreignShareOf(samples.map(({ contention }) => contention));
    const one = (metric: 'wall' | 'cpu', of: 'wallMs' | 'cpuMs'): readonly Series[] => {
      const values = column(samples, of);
      return values ? [{ name, metric, better: 'less', values, node: undefined, foreignShare }] : [];
    };
    return [...one('wall', 'wallMs'), ...one('cpu', 'cpuMs')];
  });

const ofSuite = ({ contention, measurements, suite }: Extract<Comparable, { type: 'suite' }>): readonly Series[] =>
  measurements.map(({ better, group, name, node, values }) => ({
    name: `${suite}: ${name} (${group})`,
    metric: 'figure',
    better,
    values,
    node,
    foreignShare: contention.foreignShare,
  }));

/** All that some results have to compare. */
export const seriesOf = (results: readonly Comparable[]): readonly Series[] =>
  results.flatMap((result) => (result.type === 'commands' ? ofCommands(result) : ofSuite(result)));
