import { resolveCommand } from '@proctools/core';
import { type Bytes, textNearest, textOf } from '../../bytes.ts';
import type { JobEnding } from '../job.ts';

export type NotStarted = Extract<JobEnding, { readonly notStarted: string }>;

/** The file that a command's name stands for; undefined when only executing it can tell. */
export type LookUp = (name: Bytes) => { readonly file: string | undefined } | NotStarted;

export const commandNotFound = (name: string): NotStarted => ({ notStarted: `${name}: command not found`, code: 127 });

export const cannotBeExecuted = (file: string, reason: string): NotStarted => ({
  notStarted: `${file}: cannot be executed: ${reason}`,
  code: 126,
});

/** No program can be handed this byte: it ends an operand. execve(2) */
export const holdsNul = (words: readonly Bytes[]): boolean => words.some((word) => word.includes('\0'));

/** More names than a batch usually has; a batch of scripts, one for each job, is not to fill the memory. */
const MOST_NAMES = 1_000;

const lookUp = (name: Bytes, search: string | undefined, cwd: string): ReturnType<LookUp> => {
  const text = textOf(name);
  if (text === undefined) return { file: undefined };
  const resolved = resolveCommand(text, search, cwd);
  if (resolved.type === 'not-found') return commandNotFound(textNearest(name));
  if (resolved.type === 'cannot-execute') return cannotBeExecuted(resolved.file, resolved.reason);
  return { file: resolved.file };
};

/** Looks each name up until it is found: the jobs of a batch have few, and one may make what the next executes. */
export const createLookUp = (search: string | undefined, cwd: string): LookUp => {
  const known = new Map<Bytes, ReturnType<LookUp>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const found = lookUp(name, search, cwd);
    if (known.size >= MOST_NAMES) known.clear();
    if ('file' in found) known.set(name, found);
    return found;
  };
};
