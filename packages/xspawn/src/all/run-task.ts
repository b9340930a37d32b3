/** One of the commands, with all its tries. */
import { closeSync } from 'node:fs';
import { type Execution, isFailure, sleep } from '@proctools/core';
import type { Birth } from '../child/child.ts';
import type { Forward } from '../child/forwarding.ts';
import { type Attempt, attempt, type Care } from '../one/attempt.ts';
import { careFor } from '../one/care.ts';
import { delayAfter, hasFailed, isWorthAnother } from '../one/retry.ts';
import { openInput } from '../one/streams.ts';
import type { Crew } from './crew.ts';
import type { TaskOutput } from './outputs-all.ts';
import type { AllPlan, Task } from './plan-all.ts';
import type { Outcome } from './verdict-all.ts';

/** A try that failed, and will have another after it. */
export interface Again {
  readonly task: Task;
  readonly last: Attempt;
  readonly tries: number;
  readonly delayMs: number;
}

/** What all of them are run with. */
export interface Stage {
  readonly plan: AllPlan;
  readonly crew: Crew;
  readonly environment: Birth['environment'];
  /** A Failure when there is nothing to execute. */
  readonly find: (task: Task) => Promise<Execution>;
  readonly outputOf: (task: Task) => TaskOutput;
  readonly again: (what: Again) => void;
}

interface Try {
  readonly last: Attempt;
  readonly isCutShort: boolean;
}

const notStarted = (error: unknown): Attempt => {
  if (!isFailure(error) || (error.code !== 126 && error.code !== 127)) throw error;
  const ending = { notStarted: error.message, code: error.code } as const;
  return { ending, stopped: undefined, insisted: false, pid: undefined, startedAt: Date.now(), durationMs: 0 };
};

/** Its signals come through the crew. */
const forwardNothing: Forward = (start) => ({ child: start(), stop: () => {} });

const tryOnce = async ({ crew, plan, ...stage }: Stage, task: Task, execution: Execution, output: TaskOutput) => {
  let isCutShort = false;
  const limited = careFor(plan.limits, output.flow);
  const care: Care = {
    watch: (child) => {
      const { finish } = limited.watch(child);
      const membership = crew.join(child, task.isScript);
      return {
        finish: async () => {
          await membership.ended();
          const done = await finish();
          isCutShort = membership.leave();
          return done;
        },
      };
    },
  };
  const stdin = openInput(plan.streams);
  const birth: Birth = {
    execution: plan.title === undefined ? execution : { ...execution, argv0: plan.title },
    environment: stage.environment,
    stdio: [stdin, output.stdout, output.stderr],
    channel: false,
    ownGroup: process.platform !== 'win32',
    orphans: plan.orphans,
  };
  const running = attempt(birth, care, forwardNothing);
  if (typeof stdin === 'number' && stdin > 2) closeSync(stdin); // the command has a copy
  return { last: await running, isCutShort } satisfies Try;
};

/** Whether all of the time has passed. */
const waits = (ms: number, closed: AbortSignal): Promise<boolean> =>
  sleep(ms, closed).then(
    () => true,
    () => false,
  );

/** Runs it until it succeeds, or there is no reason to try again. Undefined when it was too late to begin. */
export const runTask = async (stage: Stage, task: Task): Promise<Outcome | undefined> => {
  const { crew, plan } = stage;
  const execution = await stage.find(task).catch(notStarted);
  if ('ending' in execution) return { task, last: execution, tries: 1, isCutShort: false };
  const output = stage.outputOf(task);
  if (crew.closed.aborted) return undefined;
  for (let tries = 1; ; tries += 1) {
    const { isCutShort, last } = await tryOnce(stage, task, execution, output);
    const isAgain = !isCutShort && !crew.closed.aborted && isWorthAnother(last, tries, plan.retries);
    await output.settle(hasFailed(last) && !isAgain && !isCutShort);
    if (!isAgain) return { task, last, tries, isCutShort };
    const delayMs = delayAfter(tries, plan.retries);
    stage.again({ task, last, tries, delayMs });
    if (!(await waits(delayMs, crew.closed))) return { task, last, tries, isCutShort: true };
  }
};
