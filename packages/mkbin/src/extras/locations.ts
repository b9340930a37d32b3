/** Where man and the shells look for what others bring. man(1), bash-completion, zshcompsys(1), fish(1) */
import path from 'node:path';
import type { Kind } from './answers.ts';

/** A file below a folder for data: `~/.local/share`, or `/usr/local/share`. */
const BELOW: Readonly<Record<Kind, (name: string) => readonly string[]>> = {
  man: (name) => ['man', 'man1', `${name}.1`],
  bash: (name) => ['bash-completion', 'completions', name],
  zsh: (name) => ['zsh', 'site-functions', `_${name}`],
  fish: (name) => ['fish', 'vendor_completions.d', `${name}.fish`],
};

/** Where an extra of a command goes. */
export const extraFile = (kind: Kind, name: string, dataFolder: string): string =>
  path.join(dataFolder, ...BELOW[kind](name));
