/** What the commands of --all are called. */
import { spellOut, usageFailure } from '@proctools/core';

/** Without its folders, and without the extension that Windows needs. */
const programOf = (word: string): string => word.replace(/^.*[/\\](?=.)/s, '').replace(/\.(?:exe|cmd|bat)$/i, '');

/** The name of a command after its program, or after the first word of its shell line. */
export const nameFor = (word: string, isShellLine: boolean): string => {
  const program = isShellLine ? (word.trim().split(/\s+/)[0] ?? '') : word;
  return spellOut(programOf(program)) || 'command';
};

/** The same name several times gets numbers: `node-1`, `node-2`. */
export const makeUnique = (names: readonly string[]): readonly string[] => {
  const taken = new Set(names);
  const counts = new Map<string, number>();
  const numbered = (name: string): string => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const candidate = `${name}-${count}`;
    if (taken.has(candidate)) return numbered(name);
    taken.add(candidate);
    return candidate;
  };
  return names.map((name) => (names.filter((other) => other === name).length > 1 ? numbered(name) : name));
};

/** The names that the user gave; a usage Failure when there are not as many as commands. */
export const readNames = (text: string, count: number): readonly string[] => {
  const names = text.split(',').map((name) => spellOut(name.trim()));
  if (names.includes('')) throw usageFailure('--names: a name is empty');
  if (names.length !== count) {
    const commands = count === 1 ? '1 command' : `${count} commands`;
    throw usageFailure(`--names: expected a name for each of ${commands}, not ${names.length}`);
  }
  return names;
};
