/** `xspawn --all A ::: B`: several commands, side by side or one after the other. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import {
  type CommandLine,
  type Execution,
  ExitCode,
  Failure,
  isCommandLineReadable,
  monotonicMs,
  styleFor,
  writeOut,
} from '@proctools/core';
import { callersEnvironment, findExecution } from '../one/prepare.ts';
import { conclude } from '../one/run-plain.ts';
import { environmentFor, takeOn } from '../surroundings/surroundings.ts';
import { splitCommands } from './commands.ts';
import { makeCrew } from './crew.ts';
import { findManifest } from './find-manifest.ts';
import { type AllOptions, assertForAll } from './options-all.ts';
import { openAll } from './outputs-all.ts';
import { type AllPlan, planAll, type Task } from './plan-all.ts';
import { type AllEvent, jsonAll, listAll, reportAll } from './report-all.ts';
import { runTask, type Stage } from './run-task.ts';
import { isScript } from './scripts.ts';
import { listenForAll } from './signals-all.ts';
import { type Interruption, nextMove, type Outcome, verdictOnAll } from './verdict-all.ts';

export interface AllCall {
  readonly options: AllOptions & { readonly quiet: boolean; readonly verbose: boolean; readonly noColor: boolean };
  readonly operands: CommandLine;
}

const planFor = ({ operands, options }: AllCall): AllPlan => {
  assertForAll(options);
  const commands = splitCommands(operands);
  const folder = path.resolve(options.cwd ?? '.');
  const manifest = commands.some(isScript) ? findManifest(folder) : undefined;
  return planAll(options, commands, { cwd: process.cwd(), manifest, processors: availableParallelism() });
};

/** What comes later may be made by what comes first; else all must be there before anything is started. */
const finderFor = async (
  { isSequence, tasks }: AllPlan,
  environment: Readonly<Record<string, string>>,
): Promise<(task: Task) => Promise<Execution>> => {
  if (!isCommandLineReadable())
    throw new Failure(ExitCode.toolFailed, 'a word is not UTF-8, and Node cannot hand it on');
  const find = ({ command }: Task): Promise<Execution> => findExecution(command, environment);
  if (isSequence) return find;
  const found = new Map<Task, Execution>();
  for (const task of tasks) found.set(task, await find(task));
  return async (task) => found.get(task) ?? find(task);
};

/** Runs them, as many at once as there are slots. */
const runTasks = async (stage: Stage, ended: (outcome: Outcome) => void): Promise<void> => {
  const { crew, plan } = stage;
  const waiting = [...plan.tasks];
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task && !crew.closed.aborted; task = waiting.shift()) {
      const outcome = await runTask(stage, task);
      if (outcome) ended(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(plan.slots, plan.tasks.length) }, work));
};

const perform = async (plan: AllPlan, environment: Stage['environment'], { options }: AllCall): Promise<number> => {
  const begin = monotonicMs();
  const find = await finderFor(plan, environment);
  const { stderr, stdout, tee } = plan.streams;
  const styleOf = (descriptor: 1 | 2, file: string | undefined) =>
    styleFor(descriptor, options.noColor || (file ?? tee) !== undefined);
  const outputs = openAll(plan, { stdout: styleOf(1, stdout), stderr: styleOf(2, stderr) });
  const crew = makeCrew(plan.limits);
  const outcomes: Outcome[] = [];
  let interruption: Interruption;

  const tell = (event: AllEvent): void => {
    const [words, json] = [reportAll(event, plan, options.verbose), plan.isJson ? jsonAll(event) : undefined];
    if (json !== undefined) outputs.print(json);
    if (words !== undefined && !options.quiet && interruption === undefined) outputs.say(words);
  };
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption ??= signal;
  };
  const stopListening = listenForAll(crew, interrupt);
  outputs.onReaderGone(() => {
    interrupt('SIGPIPE');
    crew.close();
    crew.end();
  });
  const again: Stage['again'] = (what) => tell({ type: 'again', ...what });
  await runTasks({ plan, crew, environment, find, outputOf: outputs.of, again }, (outcome) => {
    outcomes.push(outcome);
    const move = crew.closed.aborted ? 'go-on' : nextMove(outcomes, plan);
    tell({ type: 'ended', outcome, move, isLast: outcomes.length === plan.tasks.length });
    if (move !== 'go-on') crew.close();
    if (move === 'end-all') crew.end();
  });
  stopListening(); // from now on a signal ends us
  tell({ type: 'finished', outcomes, durationMs: monotonicMs() - begin });
  await outputs.close();
  return conclude(verdictOnAll(outcomes, interruption, plan));
};

/** The exit code; see verdict-all.ts. */
export const runAll = async (call: AllCall): Promise<number> => {
  const plan = planFor(call);
  if (call.options.dryRun) {
    writeOut(listAll(plan));
    return ExitCode.done;
  }
  const environment = environmentFor(callersEnvironment(), call.options);
  takeOn(call.options);
  return perform(plan, environment, call);
};
