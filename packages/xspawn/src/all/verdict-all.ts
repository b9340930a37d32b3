/** What the ends of several commands come to. */
import { signalExitCode } from '@proctools/core';
import type { Attempt } from '../one/attempt.ts';
import { hasFailed } from '../one/retry.ts';
import type { Halt } from '../options.ts';
import { exitCodeOf, type Verdict } from '../verdict.ts';
import type { Task } from './plan-all.ts';

/** The end of a command, after its last try. */
export interface Outcome {
  readonly task: Task;
  readonly last: Attempt;
  readonly tries: number;
  /** We ended it because of another one, or because we were asked to end: nobody can say how it would have ended. */
  readonly isCutShort: boolean;
}

/** A failure of its own. */
export const isFailed = ({ isCutShort, last }: Outcome): boolean => !isCutShort && hasFailed(last);

const isSuccess = ({ isCutShort, last }: Outcome): boolean => !isCutShort && !hasFailed(last);

/** A race that somebody has won. */
export const isWon = (outcomes: readonly Outcome[], { isRace }: { readonly isRace: boolean }): boolean =>
  isRace && outcomes.some(isSuccess);

/** What follows from the ends so far. */
export type Move = 'go-on' | 'start-no-more' | 'end-all';

interface Rules {
  readonly halt: Halt | undefined;
  readonly isRace: boolean;
  readonly tasks: { readonly length: number };
}

const isEnough = (failures: number, of: number, { fail }: Halt): boolean =>
  fail.type === 'count' ? failures >= fail.value : failures * 100 >= fail.value * of;

/** What is to be done now that these have ended; they are in the order of their ends. */
export const nextMove = (outcomes: readonly Outcome[], { halt, isRace, tasks }: Rules): Move => {
  if (isWon(outcomes, { isRace })) return 'end-all';
  const failures = outcomes.filter(isFailed).length;
  if (!halt || failures === 0 || !isEnough(failures, tasks.length, halt)) return 'go-on';
  return halt.when === 'now' ? 'end-all' : 'start-no-more';
};

/** Why all of it ended, when not by itself. */
export type Interruption = NodeJS.Signals | undefined;

const codeOf = (outcomes: readonly Outcome[], rules: { readonly isRace: boolean }): number => {
  if (isWon(outcomes, rules)) return 0;
  const first = outcomes.find(isFailed);
  return first ? exitCodeOf(first.last) : 0;
};

const signalNumber = (signal: NodeJS.Signals): number =>
  process.getBuiltinModule('node:os').constants.signals[signal] ?? 0;

/** 0 for a race that was won, else the code of the first that failed; or the signal that we were sent. */
export const verdictOnAll = (
  outcomes: readonly Outcome[],
  interruption: Interruption,
  { isRace, raise }: { readonly isRace: boolean; readonly raise: boolean },
): Verdict => {
  if (interruption === undefined) return { code: codeOf(outcomes, { isRace }) };
  return raise ? { signal: interruption } : { code: signalExitCode(signalNumber(interruption)) };
};
