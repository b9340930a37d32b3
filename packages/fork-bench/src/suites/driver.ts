// An entry of its own, `dist/driver.cjs`: `NODE driver.cjs '{"suite":"create","settings":{…}}'` runs one suite once, under the
// Node that is to be measured, and tells what it finds on descriptor 3 (see protocol.ts). It loads the suite that it runs, and
// neither yargs nor execa. A suite is a file `NAME-suite.ts` that exports `suite`; here is the list of them.
//
// It leads a process group of its own, which all that it starts belongs to. When its parent is gone, or wants no more, its
// standard input ends, and it kills that group: nothing that a suite has started can be forgotten, and none can refuse.
import { writeSync } from 'node:fs';
import { errorCode, isFailure } from '@proctools/core';
import { type Assignment, type SuiteName, TOLD_ON, type Told } from './protocol.ts';
import type { Step, Suite } from './suite.ts';

const suites: Readonly<Record<SuiteName, () => Promise<{ readonly suite: Suite }>>> = {
  claims: () => import('../claims/claims-suite.ts'),
  create: () => import('./create/create-suite.ts'),
  ipc: () => import('./ipc/ipc-suite.ts'),
  http: () => import('./http/http-suite.ts'),
  offload: () => import('./offload/offload-suite.ts'),
  timers: () => import('./timers/timers-suite.ts'),
};

/** Synchronously: between two steps, where it disturbs nothing, and complete when the process ends. */
const tell = (told: Told): void => void writeSync(TOLD_ON, `${JSON.stringify(told)}\n`);

const endAll = (): void => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.exit(1); // not the leader of a group: somebody runs us by hand, or on Windows
  }
};

/** Told when nobody is interested any more. Does not keep the process alive. */
const onParentGone = (call: () => void): void => {
  const { stdin } = process;
  stdin.on('end', call).on('error', call).resume();
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
};

/** A sentence for what a user can change (EMFILE, say); for anything else where it happened, since that is our bug. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (isFailure(error)) return [error.message, error.hint].filter(Boolean).join('; ');
  return errorCode(error) === undefined ? (error.stack ?? error.message) : error.message;
};

/** What is told when a step never settled, though nothing was left to wait for: a lost event must not look like success. */
const LOST = 'nothing was left to wait for, and it had not ended';

/** Each step gets its share of what is left: one that takes longer than it should leaves less to those that follow. */
const runSteps = async (steps: readonly Step[], budgetMs: number): Promise<void> => {
  const end = performance.now() + budgetMs;
  for (const [index, { name, run, weight }] of steps.entries()) {
    const weights = steps.slice(index).reduce((sum, step) => sum + step.weight, 0);
    const leftMs = Math.max(end - performance.now(), 0);
    tell({ type: 'step', name });
    await run((leftMs * weight) / weights, (finding) => tell({ type: 'finding', finding }));
  }
};

/** Ends the process, having told why when that is not the end of the suite. */
const end = (last: Told): never => {
  process.removeAllListeners('exit');
  tell(last);
  process.exit(last.type === 'done' ? 0 : 1);
};

const main = async (): Promise<void> => {
  const { suite: name, settings } = JSON.parse(process.argv[2] ?? '{}') as Assignment;
  const fail = (reason: string): never => end({ type: 'failed', reason });
  onParentGone(endAll);
  process.on('exit', () => fail(LOST)).on('uncaughtException', (error) => fail(reasonOf(error)));
  const { suite } = await suites[name]();
  const steps = suite.steps(settings);
  tell({ type: 'started', node: process.versions.node, steps: steps.map((one) => one.name) });
  await runSteps(steps, settings.budgetMs);
  end({ type: 'done' });
};

void main();
