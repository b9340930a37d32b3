/** The figures of a whole command, from its runs. Times are in milliseconds. */
import type { CommandResult, Contention, Sample } from '../results.ts';
import { type Autocorrelation, autocorrelation } from '../stats/autocorrelation.ts';
import { mean, standardDeviation } from '../stats/mean.ts';
import { type Flag, tukeyFlags } from '../stats/outliers.ts';
import { type Summary, summarize } from '../stats/summary.ts';

export interface TimeFigures extends Summary {
  readonly mean: number;
  /** Undefined of a single run. */
  readonly deviation: number | undefined;
  readonly least: number;
  readonly most: number;
}

export interface CommandFigures {
  readonly wall: TimeFigures;
  /** Of user and system together; undefined where one run's CPU time was not to be had. */
  readonly cpu: TimeFigures | undefined;
  /** Means, as the kernel divides CPU time by sampling: a single run's share says nothing. */
  readonly userMs: number | undefined;
  readonly systemMs: number | undefined;
  /** The largest of all runs. */
  readonly maxRssBytes: number | undefined;
  /** One for each run; undefined for one that is no outlier. */
  readonly flags: readonly (Flag | undefined)[];
  readonly drift: Autocorrelation | undefined;
  readonly failures: number;
  readonly timeouts: number;
  readonly contention: Contention;
}

const timeFigures = (values: readonly number[]): TimeFigures => ({
  ...summarize(values),
  mean: mean(values),
  deviation: standardDeviation(values),
  least: values.reduce((one, other) => Math.min(one, other)),
  most: values.reduce((one, other) => Math.max(one, other)),
});

const known = (values: readonly (number | undefined)[]): readonly number[] =>
  values.filter((value): value is number => value !== undefined);

const meanOf = (values: readonly (number | undefined)[]): number | undefined => {
  const all = known(values);
  return all.length > 0 ? mean(all) : undefined;
};

/** Shares are means over the runs; what was throttled is added up. */
const contentionOf = (samples: readonly Sample[]): Contention => {
  const of = (key: keyof Contention): readonly (number | undefined)[] =>
    samples.map(({ contention }) => contention[key]);
  const throttled = known(of('throttledMs'));
  return {
    foreignShare: meanOf(of('foreignShare')),
    stealShare: meanOf(of('stealShare')),
    throttledMs: throttled.length > 0 ? throttled.reduce((total, ms) => total + ms) : undefined,
    pressureShare: meanOf(of('pressureShare')),
  };
};

/** Undefined of a command that has no run. */
export const figuresOf = ({ samples }: Pick<CommandResult, 'samples'>): CommandFigures | undefined => {
  if (samples.length === 0) return undefined;
  const walls = samples.map(({ wallMs }) => wallMs);
  const cpus = known(samples.map(({ cpuMs }) => cpuMs));
  const memory = known(samples.map(({ maxRssBytes }) => maxRssBytes));
  return {
    wall: timeFigures(walls),
    cpu: cpus.length === samples.length ? timeFigures(cpus) : undefined,
    userMs: meanOf(samples.map(({ userMs }) => userMs)),
    systemMs: meanOf(samples.map(({ systemMs }) => systemMs)),
    maxRssBytes: memory.length > 0 ? memory.reduce((one, other) => Math.max(one, other)) : undefined,
    flags: tukeyFlags(walls),
    drift: autocorrelation(walls),
    failures: samples.filter(({ exitCode, isTimedOut, signal }) => exitCode !== 0 || signal !== undefined || isTimedOut)
      .length,
    timeouts: samples.filter(({ isTimedOut }) => isTimedOut).length,
    contention: contentionOf(samples),
  };
};
