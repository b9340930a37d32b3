/** One command with options: tries it until it succeeds or there is no reason to try again, and tells of it. */
import { openSync, writeSync } from 'node:fs';
import {
  become,
  type CommandLine,
  type Execution,
  ExitCode,
  Failure,
  hasControllingTerminal,
  sleep,
  writeErr,
  writeOut,
} from '@proctools/core';
import type { Birth } from '../child/child.ts';
import type { ReportTarget } from '../options.ts';
import { environmentFor, takeOn } from '../surroundings/surroundings.ts';
import { exitCodeOf, verdictOn } from '../verdict.ts';
import { attempt, type Care } from './attempt.ts';
import { careFor } from './care.ts';
import { type OneOptions, type OnePlan, planOne } from './plan.ts';
import { callersEnvironment, findWithOperands } from './prepare.ts';
import { explain, reportEnd, reportObject, reportTry } from './report-one.ts';
import { delayAfter, hasFailed, isWorthAnother } from './retry.ts';
import { conclude } from './run-plain.ts';
import { openStreams, type Streams } from './streams.ts';
import { type Usage, watchUsage } from './usage-record.ts';

export interface OneCall {
  readonly options: OneOptions & { readonly quiet: boolean; readonly explain: boolean; readonly json: boolean };
  readonly operands: CommandLine;
}

const openReport = (target: ReportTarget | undefined): number | undefined => {
  if (target === undefined) return undefined;
  if (target.type === 'descriptor') return target.descriptor;
  try {
    return openSync(target.file, 'w');
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, `--report: cannot open ${target.file}`, { cause });
  }
};

const writeReport = (descriptor: number, text: string): void => {
  try {
    writeSync(descriptor, text);
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, '--report: cannot write it', { cause });
  }
};

interface Ready {
  readonly plan: OnePlan;
  readonly execution: Execution;
  readonly environment: Readonly<Record<string, string>>;
}

const birthOf = ({ environment, execution, plan }: Ready, stdio: Birth['stdio']): Birth => ({
  execution: plan.title === undefined ? execution : { ...execution, argv0: plan.title },
  environment,
  stdio,
  channel: plan.way === 'channel',
  ownGroup: process.platform !== 'win32' && !hasControllingTerminal(),
  orphans: plan.orphans,
});

const changesTo = (caller: Readonly<Record<string, string>>, { environment, execution }: Ready) => {
  const all: Readonly<Record<string, string>> = { ...environment, ...execution.environment };
  const set = Object.entries(all).filter(([name, value]) => caller[name] !== value);
  const unset = Object.keys(caller).filter((name) => all[name] === undefined);
  return Object.fromEntries<string | undefined>([...set, ...unset.map((name) => [name, undefined] as const)]);
};

/** Also looks at what the child uses, when that is to be reported. */
const reporting = (care: Care, told: (usage: Usage) => void): Care => ({
  watch: (child) => {
    const usage = watchUsage(child);
    const { finish } = care.watch(child);
    child.ended.then(() => told(usage()));
    return { finish };
  },
});

/** The last try, and how many there were. */
const tryUntilGood = async (ready: Ready, streams: Streams, quiet: boolean, care: Care) => {
  const { plan } = ready;
  for (let tries = 1; ; tries += 1) {
    const last = await attempt(birthOf(ready, streams.stdio), care);
    const again = isWorthAnother(last, tries, plan.retries);
    await streams.settle(hasFailed(last) && !again);
    if (!again) return { last, tries };
    const delayMs = delayAfter(tries, plan.retries);
    if (!quiet) writeErr(reportTry(plan, last, tries, delayMs));
    await sleep(delayMs);
  }
};

const supervise = async (ready: Ready, quiet: boolean): Promise<number> => {
  const { execution, plan } = ready;
  const reportTo = openReport(plan.report);
  const streams = openStreams(plan.streams);
  let usage: Usage | undefined;
  const care = careFor(plan.limits, streams.flow);
  const told = (last: Usage): void => {
    usage = last;
  };
  const { last, tries } = await tryUntilGood(
    ready,
    streams,
    quiet,
    reportTo === undefined ? care : reporting(care, told),
  );
  await streams.close();
  const verdict = verdictOn(last, plan.raise);
  const words = reportEnd(plan, last);
  if (words && !quiet) writeErr(words);
  if (reportTo !== undefined) {
    writeReport(reportTo, reportObject(plan, execution, last, { code: exitCodeOf(last), tries, usage }));
  }
  return conclude(verdict);
};

/** Runs the command of `xspawn OPTIONS COMMAND`; the exit code. */
export const runOne = async ({ options, operands }: OneCall): Promise<number> => {
  const plan = planOne(options, operands, process.cwd());
  const caller = callersEnvironment();
  const environment = environmentFor(caller, options);
  takeOn(options);
  const execution = await findWithOperands(plan.command, environment);
  if (plan.title !== undefined && execution.steps.some(({ type }) => type === 'bytes')) {
    throw new Failure(ExitCode.usage, '--title: not together with operands that are not UTF-8');
  }
  const ready: Ready = { plan, execution, environment };
  if (options.explain) {
    const becomes = plan.isUnsupervised && 'execve' in process;
    writeOut(
      explain({ plan, execution, cwd: process.cwd(), changes: changesTo(caller, ready), becomes }, options.json),
    );
    return ExitCode.done;
  }
  if (plan.way === 'detach') return (await import('./leave.ts')).leave(birthOf(ready, [0, 1, 2]), plan.streams);
  if (plan.isUnsupervised) become(execution.file, [plan.title ?? execution.argv0, ...execution.operands], environment);
  if (plan.way === 'channel')
    return (await import('./channel.ts')).runWithChannel(birthOf(ready, ['null', 2, 2]), plan);
  return supervise(ready, options.quiet);
};
