/**
 * `xspawn COMMAND`: nothing is asked for but that it runs, exactly. This is the way that nearly all calls go, and what
 * it needs is all that is read: no parser, no table of options (3 ms).
 */
import { become, type CommandLine, dieBy } from '@proctools/core';
import { type Verdict, verdictOn } from '../verdict.ts';
import { attempt } from './attempt.ts';
import { callersEnvironment, findWithOperands, plainBirth } from './prepare.ts';

/** The command is the first word. */
export const isPlain = (words: readonly string[]): words is CommandLine => /^[^-]/.test(words[0] ?? '');

/** The exit code; it never answers when it is to die by a signal. */
export const conclude = async (verdict: Verdict): Promise<number> =>
  'code' in verdict ? verdict.code : dieBy(verdict.signal);

/** Where Node can, xspawn becomes the command; else it waits for it, and ends as it did. */
export const runPlain = async (command: CommandLine): Promise<number> => {
  const environment = callersEnvironment();
  const execution = await findWithOperands(command, environment);
  become(execution.file, [execution.argv0, ...execution.operands], environment);
  return conclude(verdictOn(await attempt(plainBirth(execution, environment)), true));
};
