import {
  type CommonValues,
  ExitCode,
  failureText,
  monotonicMs,
  optionName,
  showWaiting,
  usageFailure,
  type Values,
  writeErr,
} from '@proctools/core';
import { type Compared, compare } from '../compare/compare.ts';
import { openExecutor } from '../compare/executor.ts';
import { openNodeFolders } from '../compare/node-folder.ts';
import { type ComparePlan, planComparison } from '../compare/plan.ts';
import { progressLine } from '../compare/progress-line.ts';
import { failureOf } from '../compare/report-end.ts';
import { openWatch } from '../compare/watch.ts';
import { chooseWay } from '../measure/choose-way.ts';
import { cleanEnvironment } from '../measure/environment.ts';
import { prepareStreams } from '../measure/streams.ts';
import type { Way } from '../measure/way.ts';
import { type baselineOptions, compareOptions, type outputOptions, type surroundingsOptions } from '../options.ts';
import { ownVariables } from './own-variables.ts';
import { present } from './present.ts';
import { untilAsked } from './until-asked.ts';

export type RunOptions = Values<
  typeof compareOptions & typeof surroundingsOptions & typeof outputOptions & typeof baselineOptions
> &
  CommonValues;

const lackOf = ({ cpuResolutionMs, hasMemory, name }: Way): string | undefined => {
  const lacking = [...(cpuResolutionMs === undefined ? ['CPU time'] : []), ...(hasMemory ? [] : ['memory'])];
  return lacking.length === 0 ? undefined : `no ${lacking.join(' and ')}: ${name} cannot tell`;
};

/** Shows how far it is, where there is a terminal that shows it and nobody else writes to it. */
const openLine = (isShown: boolean) => {
  let text = (_columns: number): string => '';
  const line = isShown ? showWaiting((_, columns) => text(columns)) : undefined;
  return {
    show: (next: typeof text): void => {
      text = next;
    },
    stop: (): void => line?.stop(),
  };
};

const measure = async (plan: ComparePlan, signal: AbortSignal, isShown: boolean): Promise<Compared> => {
  const own = ownVariables();
  const { environment, removed } = cleanEnvironment(own, plan.keepEnvironment);
  const way = await chooseWay(plan.way, own);
  const streams = await prepareStreams(plan.input, plan.output);
  const folders = openNodeFolders(environment);
  const watch = openWatch(plan.quietShare, plan.quietLimitMs);
  const line = openLine(isShown && plan.output.type !== 'inherit');
  const { shell, timeoutMs } = plan;
  try {
    return await compare(plan, {
      executor: openExecutor({ way, streams, environment, folders, cwd: process.cwd(), shell, timeoutMs }),
      watch,
      now: monotonicMs,
      signal,
      tell: (progress, { name }) => line.show((columns) => progressLine(progress, name, columns)),
      wayName: way.name,
      told: { removed, lacking: lackOf(way) },
      startedAt: new Date(),
    });
  } finally {
    line.stop();
    watch.close();
    folders.remove();
    streams.close();
  }
};

/** Options that mean something only to commands are no tour. */
const assertNoneGiven = (options: RunOptions): void => {
  const given = (Object.keys(compareOptions) as (keyof typeof compareOptions)[]).find((key) => {
    const [option, value] = [compareOptions[key], options[key]];
    if (option.kind === 'flag') return value === true;
    if (option.kind === 'repeated') return Array.isArray(value) && value.length > 0;
    return !('initial' in option) && value !== undefined;
  });
  if (given !== undefined) {
    throw usageFailure(`no command to run, for --${optionName(given)}`, "fork-bench 'COMMAND' ['COMMAND'...]");
  }
};

/** Compares whole commands; without any, takes the tour. */
export const run = async ({
  operands,
  options,
}: {
  readonly operands: readonly string[];
  readonly options: RunOptions;
}): Promise<number> => {
  if (operands.length === 0) {
    assertNoneGiven(options);
    const { runTour } = await import('./tour.ts');
    return runTour({ ...options, budget: undefined, pin: undefined, workers: undefined });
  }
  const plan = planComparison(operands, options, Math.floor(Math.random() * 2 ** 31));
  const asked = untilAsked();
  const { end, result } = await measure(plan, asked.signal, !options.quiet);
  const failure = failureOf(end);
  if (failure) writeErr(failureText('fork-bench', failure));
  const hasRuns = result.results.some(({ samples }) => samples.length > 0);
  const shown = hasRuns ? await present([result], options) : ExitCode.done;
  await asked.finish();
  return failure ? ExitCode.failed : shown;
};
