/** What a helper is to do for the command of a job. */
import { type Bytes, bytesOf, textNearest } from '../../../bytes.ts';
import type { JobCommand } from '../../job.ts';
import { quoteForSh } from '../../quote.ts';
import { cannotBeExecuted, holdsNul, type LookUp, type NotStarted } from '../look-up.ts';
import type { Task } from './script.ts';

/** Names that dash knows itself, and would not look for in PATH; dash(1). */
const OWN_NAMES = new Set(
  (
    '. : [ alias bg break cd chdir command continue echo eval exec exit export false fc fg getopts hash histcmd jobs ' +
    'kill local printf pwd read readonly return set shift test times trap true type ulimit umask unalias unset wait ' +
    'let source ! { } case do done elif else esac fi for if in then until while function select time'
  ).split(' '),
);

/** A name that dash finds as execvp(3) does, so that the program is called what it was typed as. */
const isForeign = (name: Bytes): boolean => !OWN_NAMES.has(name) && !name.includes('=');

/** Where commands are looked for, and which shells are dash. */
export interface Surroundings {
  readonly lookUp: LookUp;
  /** Without a PATH in the environment dash would look in one of its own. */
  readonly hasPath: boolean;
  readonly isDash: (shell: string) => boolean;
}

export const isNotStarted = (found: Task | ReturnType<LookUp>): found is NotStarted => 'notStarted' in found;

const nameFor = (name: Bytes, file: string | undefined, hasPath: boolean): Bytes => {
  const isTyped = name.includes('/') || file === undefined || (hasPath && isForeign(name));
  return quoteName(isTyped ? name : bytesOf(file));
};

/** `a=b` would be an assignment. */
const quoteName = (name: Bytes): Bytes =>
  name.includes('=') ? `'${name.replaceAll("'", "'\\''")}'` : quoteForSh(name);

const program = ([name, ...operands]: readonly [Bytes, ...Bytes[]], { hasPath, lookUp }: Surroundings) => {
  const found = lookUp(name);
  if (isNotStarted(found)) return found;
  let text = nameFor(name, found.file, hasPath);
  for (const operand of operands) text += ` ${quoteForSh(operand)}`;
  return { type: 'program', text } as const;
};

/** Words that are nothing but words: in single quotes, or of characters without a meaning. */
const WORD = String.raw`(?:[\w@%+:,./^=-]|'[^']*')+`;
const WORDS = new RegExp(`^[ \\t]*([\\w@%+:,./-]+)(?:[ \\t]+${WORD})*[ \\t]*$`);
const REDIRECTION = String.raw`(?:\d?(?:>>?|>\||<)[ \t]*${WORD}|\d?>&\d)`;
const REDIRECTED = new RegExp(`^[ \\t]*([\\w@%+:,./-]+)(?:[ \\t]+(?:${WORD}|${REDIRECTION}))*[ \\t]*$`);

/** What dash does by itself, without a word about the number of the line. */
const SAFE_OWN = new Set([':', 'echo', 'true', 'false', 'pwd']);

/** A subshell has the pid of its helper, whose name is not the shell's and whose lines are counted from the first job. */
const NAMES_SHELL = /\$[{#\\'"]*[$0]|PPID|LINENO|(?:^|[\s;&|({])\.[ \t]/;

/**
 * `sh -c LINE` executes the last command in its own place. So a line that is one command is as good as the program
 * alone; one with redirections is, when it is told to; and for others a subshell lives on until its last command has
 * ended: when that is killed by a signal the line exits with 128 + n, as with any other shell that waits.
 */
const line = (text: Bytes, { hasPath, lookUp }: Surroundings): Task => {
  const name = WORDS.exec(text)?.[1];
  if (name !== undefined && SAFE_OWN.has(name)) return { type: 'subshell', text };
  const only = name ?? REDIRECTED.exec(text)?.[1];
  const isProgram = only !== undefined && hasPath && isForeign(only) && !isNotStarted(lookUp(only));
  if (!isProgram) return { type: 'line', text };
  return name === undefined ? { type: 'line', text: `exec ${text.trimStart()}` } : { type: 'program', text };
};

const nulRefused = (words: readonly Bytes[]): NotStarted =>
  cannotBeExecuted(textNearest(words[0] ?? ''), 'an operand holds a NUL byte');

/** A task, or why there is none. */
export const taskFor = (command: JobCommand, surroundings: Surroundings): Task | NotStarted => {
  if (command.type === 'argv') {
    return holdsNul(command.argv) ? nulRefused(command.argv) : program(command.argv, surroundings);
  }
  const shellCall = [bytesOf(command.shell), '-c', command.line] as const;
  if (holdsNul(shellCall)) return nulRefused(shellCall);
  const isOurs = surroundings.isDash(command.shell) && !NAMES_SHELL.test(command.line);
  return isOurs ? line(command.line, surroundings) : program(shellCall, surroundings);
};
