/** ipc-cat as a wrapper of a command: what that changes about its own command line. Asked of words that may be wrong. */
import { type Command, ExitCode } from '@proctools/core';

/** Whether the words run a child of the user's, whose code becomes ours. */
const isWrapper = (words: readonly string[]): boolean =>
  words.some((word) => word === '--script' || /^(?:exec|fork):/.test(word));

/** With --script a command follows, and no address. */
const scripting = ({ verbs }: Command): Command['verbs'] =>
  Object.fromEntries(
    Object.entries(verbs).map(([name, verb]) => [name, { ...verb, operands: '--script COMMAND [OPERAND...]' }]),
  );

/**
 * The command as these words call it. With a child what fails of ipc-cat itself is told by 125, wrong usage included, as by env(1) and
 * timeout(1): the other codes are the child's.
 */
export const commandFor = (words: readonly string[], command: Command): Command => {
  if (!isWrapper(words)) return command;
  const verbs = words.includes('--script') ? scripting(command) : command.verbs;
  return { ...command, verbs, usageCode: ExitCode.toolFailed };
};
