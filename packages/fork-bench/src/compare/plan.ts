// Everything that a comparison will do, from the options; nothing is looked at or started.
import { usageFailure, type Values } from '@proctools/core';
import type { Input, Output } from '../measure/streams.ts';
import type { WayName } from '../measure/way.ts';
import type { compareOptions, surroundingsOptions } from '../options.ts';
import { LEVEL } from './comparisons.ts';
import type { CoursePlan } from './course.ts';
import { type Shell, type SubjectOptions, subjectsOf } from './subject.ts';

export type CompareOptions = Values<typeof compareOptions & typeof surroundingsOptions>;

export interface ComparePlan extends CoursePlan {
  /** One after the other, because of `--sequence`, or because their setups differ and might undo each other. */
  readonly order: 'pairs' | 'sequence';
  readonly shell: Shell;
  readonly input: Input;
  readonly output: Output;
  readonly way: WayName;
  readonly timeoutMs: number | undefined;
  readonly quietShare: number | undefined;
  /** A quiet moment is waited for so long at most. */
  readonly quietLimitMs: number;
  readonly band: number | undefined;
  readonly keepEnvironment: boolean;
}

const LEAST_RUNS = 10;
const MOST_RUNS = 10_000;
const TIME_FOR_EACH_MS = 5_000;
const QUIET_LIMIT_MS = 10 * 60_000;

const roundsOf = (options: CompareOptions, subjects: number): CoursePlan['schedule']['rounds'] => {
  const { maxRuns, maxTime, minRuns, precision, runs } = options;
  if (runs !== undefined) {
    if (minRuns !== undefined || maxRuns !== undefined)
      throw usageFailure('--runs is exact: no --min-runs or --max-runs with it');
    return { type: 'exact', count: runs };
  }
  const most = maxRuns ?? Math.max(MOST_RUNS, minRuns ?? 0);
  const least = minRuns ?? Math.min(LEAST_RUNS, most);
  if (least > most) throw usageFailure(`--min-runs ${least} is more than --max-runs ${most}`);
  return { type: 'until-precise', least, most, precision, maxTimeMs: maxTime ?? TIME_FOR_EACH_MS * subjects };
};

const inputOf = (text: string | undefined): Input =>
  text === undefined || text === 'null' ? { type: 'null' } : { type: 'file', file: text };

const outputOf = ({ output, showOutput }: CompareOptions): Output => {
  if (showOutput) return { type: 'inherit' };
  return output === 'null' || output === 'pipe' || output === 'inherit'
    ? { type: output }
    : { type: 'file', file: output };
};

const subjectOptions = (options: CompareOptions): SubjectOptions => ({
  ...options,
  shell: options.noShell ? { type: 'none' } : options.shell,
});

/** Decides all of it; usage Failures for what does not fit together. */
export const planComparison = (lines: readonly string[], options: CompareOptions, randomSeed: number): ComparePlan => {
  const subjects = subjectsOf(lines, subjectOptions(options));
  const setups = new Set(subjects.map(({ hooks }) => hooks.setup));
  return {
    subjects,
    order: options.sequence || setups.size > 1 ? 'sequence' : 'pairs',
    schedule: {
      warmup: options.warmup ?? 'auto',
      rounds: roundsOf(options, subjects.length),
      level: LEVEL,
      seed: options.seed ?? randomSeed,
    },
    ignoredCodes: options.ignoreFailure ?? [],
    shell: subjectOptions(options).shell,
    input: inputOf(options.input),
    output: outputOf(options),
    way: options.measureWith,
    timeoutMs: options.timeout,
    quietShare: options.quietGate,
    quietLimitMs: QUIET_LIMIT_MS,
    band: options.band,
    keepEnvironment: options.keepEnvironment,
  };
};
