/** What the runs of a command, just installed, say about it. */
import { findMainGuards, type MainGuard } from '../script/main-guard.ts';
import type { Trial } from './trial.ts';

export type Judgement =
  /** It said something, and did not break down; it took so long. */
  | { readonly type: 'answers'; readonly operand: string; readonly line: string; readonly ms: number }
  /** It cannot be run, or breaks down before it does anything. */
  | { readonly type: 'fails'; readonly why: string }
  /** It went on for so long that it was ended. */
  | { readonly type: 'late'; readonly afterMs: number }
  /** It speaks when run directly, and is silent through its new path. */
  | { readonly type: 'guarded'; readonly guards: readonly MainGuard[] }
  /** It says nothing, whichever way it is run. */
  | { readonly type: 'silent' };

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

const hasSpoken = ({ stdout, stderr }: Trial): boolean => lines(stdout + stderr).length > 0;

/** How interpreters end a program that nobody meant to end so. */
const BREAKDOWN = /^Node\.js v\d+\.|^Traceback \(most recent call last\):/m;

/** `TypeError: x`, `Error [ERR_MODULE_NOT_FOUND]: y`. */
const ERROR = /^(?:Uncaught )?[A-Z]\w*(?:Error|Exception)?(?: \[\w+\])?: .+/m;

const reasonOf = ({ stderr }: Trial): string | undefined =>
  ERROR.exec(stderr)?.[0] ?? lines(stderr).findLast((line) => !BREAKDOWN.test(line));

/** Why a run says that the command does not work; undefined when it may. */
const failureOf = (trial: Trial): string | undefined => {
  const { ending, stderr } = trial;
  if ('notStarted' in ending) return ending.notStarted;
  if ('killed' in ending) return `killed by ${ending.killed}`;
  if ('late' in ending) return undefined;
  const cannotRun = ending.exited === 126 || ending.exited === 127;
  if (cannotRun || BREAKDOWN.test(stderr)) return reasonOf(trial) ?? `exit code ${ending.exited}`;
  return undefined;
};

/** What one run through the new path settles; undefined when there is more to find out. */
export const judgeTrial = (trial: Trial, timeoutMs: number): Judgement | undefined => {
  const why = failureOf(trial);
  if (why !== undefined) return { type: 'fails', why };
  if ('late' in trial.ending) return { type: 'late', afterMs: timeoutMs };
  const [line] = lines(trial.stdout + trial.stderr);
  if (line === undefined) return undefined;
  return { type: 'answers', operand: trial.operands.join(' '), line: line.trim(), ms: trial.ms };
};

/** Of a command that was silent through its new path: what its runs by the script's own path settle. */
export const judgeSilence = (direct: readonly Trial[], text: string, script: string): Judgement =>
  direct.some((trial) => hasSpoken(trial) && failureOf(trial) === undefined)
    ? { type: 'guarded', guards: findMainGuards(text, script).filter(({ isBroken }) => isBroken) }
    : { type: 'silent' };
