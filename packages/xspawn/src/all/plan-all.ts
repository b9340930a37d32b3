/** Decides what is done with the commands of --all, from options, operands and the scripts there are. Touches nothing. */
import type { CommandLine } from '@proctools/core';
import { slotCount } from '../each/job-settings.ts';
import { type OnePlan, planOne, type StreamPlan } from '../one/plan.ts';
import type { Halt } from '../options.ts';
import type { LimitPlan, RetryPlan } from '../tries.ts';
import { makeUnique, nameFor, readNames } from './names.ts';
import type { AllOptions } from './options-all.ts';
import { type Called, expandScripts, isScript, type Manifest } from './scripts.ts';

/** One of the commands. */
export interface Task {
  readonly index: number;
  readonly name: string;
  readonly command: CommandLine;
  /** A package manager runs it, which hands signals on by itself. */
  readonly isScript: boolean;
}

export interface AllPlan {
  readonly tasks: readonly Task[];
  readonly isSequence: boolean;
  readonly isRace: boolean;
  /** How many run at once. */
  readonly slots: number;
  readonly halt: Halt | undefined;
  readonly streams: StreamPlan;
  /** Each line begins with the name of its command. */
  readonly isNamed: boolean;
  readonly isJson: boolean;
  readonly title: string | undefined;
  readonly limits: LimitPlan;
  readonly retries: RetryPlan;
  readonly isRestarting: boolean;
  readonly orphans: 'kill' | 'leave';
  readonly raise: boolean;
}

/** Where the plan is made. */
export interface Here {
  readonly cwd: string;
  readonly manifest: Manifest | undefined;
  readonly processors: number;
  readonly platform?: string;
}

/** Side by side they cannot share what is typed: they get no input unless somebody says so. In turn they can. */
const streamsOf = (one: OnePlan, { json, sequence, stdin }: AllOptions, isNamed: boolean): StreamPlan => ({
  ...one.streams,
  stdin: stdin === undefined && !sequence ? 'null' : one.streams.stdin,
  isPiped: one.streams.isPiped || isNamed || json,
});

const retriesOf = ({ retries }: OnePlan, { restartFailed, retry }: AllOptions): RetryPlan =>
  restartFailed && retry === undefined ? { ...retries, count: Number.POSITIVE_INFINITY } : retries;

/** What is to be done; a Failure when the options do not go with the commands, or a script is not there. */
export const planAll = (options: AllOptions, commands: readonly CommandLine[], here: Here): AllPlan => {
  const { cwd, manifest, platform, processors } = here;
  const planned = (command: CommandLine): OnePlan => planOne(options, command, cwd, platform);
  const isShell = options.shell !== undefined;
  const taken = commands.flatMap((command): readonly (Called & { readonly isScript: boolean })[] =>
    isScript(command)
      ? expandScripts(command, manifest).map((script) => ({ ...script, isScript: true }))
      : [{ command: planned(command).command, called: nameFor(command[0], isShell), isScript: false }],
  );
  const own = makeUnique(taken.map(({ called }) => called ?? ''));
  const names = options.names === undefined ? own : readNames(options.names, taken.length);
  const one = planOne({ ...options, shell: undefined }, ['any'], cwd, platform);
  const isNamed = !options.json && (!options.sequence || options.names !== undefined);
  return {
    tasks: taken.map((task, index) => ({
      index,
      name: names[index] ?? '',
      command: task.command,
      isScript: task.isScript,
    })),
    isSequence: options.sequence,
    isRace: options.race,
    slots: options.sequence ? 1 : options.jobs ? slotCount(options.jobs, processors) : taken.length,
    halt: options.halt,
    streams: streamsOf(one, options, isNamed),
    isNamed,
    isJson: options.json,
    title: options.title,
    limits: one.limits,
    retries: retriesOf(one, options),
    isRestarting: options.restartFailed,
    orphans: options.orphans,
    raise: one.raise,
  };
};
