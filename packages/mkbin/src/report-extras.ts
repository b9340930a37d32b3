/** What `--extras` has brought. */
import path from 'node:path';
import type { Extra } from './extras/extra.ts';
import { shown } from './words.ts';

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** zsh looks into the folders of all users by itself, and into no other. */
const zshLine = (file: string): readonly string[] =>
  file.startsWith('/usr/')
    ? []
    : [`zsh looks there with this in ~/.zshrc, before compinit: fpath+=(${shown(path.dirname(file))})`];

/** Lines about the extras of a command; none when they were not asked for. */
export const extrasLines = (extras: readonly Extra[] | undefined): readonly string[] => {
  if (!extras) return [];
  const shells = extras.filter(({ kind }) => kind !== 'man');
  const parts = [
    ...(shells.length < extras.length ? ['its man page'] : []),
    ...(shells.length > 0 ? [`completions for ${listed(shells.map(({ kind }) => kind))}`] : []),
  ];
  if (parts.length === 0) return ['no extras: it answers neither --man nor --completion'];
  const zsh = extras.find(({ kind }) => kind === 'zsh');
  return [`with ${parts.join(', and ')}`, ...(zsh ? zshLine(zsh.path) : [])];
};
