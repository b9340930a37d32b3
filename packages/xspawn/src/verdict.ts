import { ExitCode, signalExitCode } from '@proctools/core';
import type { Attempt } from './one/attempt.ts';

/** What xspawn makes of the end of a command: a code of its own, or the signal that it dies by. */
export type Verdict = { readonly code: number } | { readonly signal: NodeJS.Signals };

const numberOf = (signal: string): number | undefined =>
  process.getBuiltinModule('node:os').constants.signals[signal as NodeJS.Signals];

/** The exit code, in numbers only: 128 + n for a command that signal n killed. */
export const exitCodeOf = ({ ending, insisted, stopped }: Attempt): number => {
  if (stopped === 'output') return ExitCode.toolFailed;
  if (stopped !== undefined) return insisted ? signalExitCode(9) : ExitCode.timedOut;
  if ('exited' in ending) return ending.exited;
  if ('notStarted' in ending) return ending.code;
  const number = numberOf(ending.killed);
  return number === undefined ? ExitCode.toolFailed : signalExitCode(number); // Node does not tell real-time signals apart
};

/** What becomes of us; `raise` says to die by the signal that killed the command, so that our caller sees it. */
export const verdictOn = (attempt: Attempt, raise: boolean): Verdict => {
  const { ending, stopped } = attempt;
  const isRaised = raise && stopped === undefined && 'killed' in ending && numberOf(ending.killed) !== undefined;
  return isRaised ? { signal: ending.killed as NodeJS.Signals } : { code: exitCodeOf(attempt) };
};
