// How a command's record reads: shared by the help, the manual page and the completions.
import { displayWidth } from '../text/width.ts';
import { type Option, type OptionTable, optionName } from './option.ts';

/** `-n, --lines=N` */
export const spelling = (key: string, option: Option): string => {
  const value = option.kind === 'flag' ? '' : option.kind === 'optional' ? `[=${option.word}]` : `=${option.word}`;
  const long = `--${optionName(key)}${value}`;
  return option.short ? `-${option.short}, ${long}` : long;
};

/** The line of help, with the default and whether it may be given many times. */
export const meaning = (option: Option): string => {
  if (option.kind === 'repeated') return `${option.help} (repeatable)`;
  return option.kind === 'single' && option.initial !== undefined
    ? `${option.help} (default: ${option.initial})`
    : option.help;
};

/** The options under their headings, in the order of the record. */
export const grouped = (
  table: OptionTable,
): ReadonlyMap<string, readonly (readonly [key: string, option: Option])[]> => {
  const groups = new Map<string, (readonly [string, Option])[]>();
  for (const [key, option] of Object.entries(table)) {
    const group = groups.get(option.group) ?? [];
    groups.set(option.group, [...group, [key, option]]);
  }
  return groups;
};

export const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));
