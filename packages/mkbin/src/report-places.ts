import type { BinFolder } from './place/bin-folder.ts';
import { rivalsOf } from './place/search.ts';
import type { Planned } from './plan/plan.ts';
import { shown } from './words.ts';

const rivalLines = ({ name, path, outcome }: Planned): readonly string[] => {
  const { before, after } = rivalsOf(path, process.env);
  const [first] = before;
  if (first !== undefined) return [`${name}: shells find ${shown(first)} first, as it comes earlier on PATH`];
  const [hidden] = outcome === 'installed' ? after : [];
  if (hidden === undefined) return [];
  return [`${name}: hides ${shown(hidden)}; a shell that has run that one before remembers it until: hash -r`];
};

/** Whether shells will find the commands, and what they would find instead. */
export const reportPlaces = (commands: readonly Planned[], { folder, isOnPath }: BinFolder): string => {
  if (!isOnPath) return `${shown(folder)} is not on PATH: mkbin path --apply adds it to the profile of your shell\n`;
  return commands
    .flatMap(rivalLines)
    .map((line) => `${line}\n`)
    .join('');
};
