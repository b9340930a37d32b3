import { readingWidth, type Style, styleFor } from '@proctools/core';

/** What all times are shown in, where somebody wants one unit for all. */
export type TimeUnit = 'microsecond' | 'millisecond' | 'second';

/** How results are shown in a terminal. */
export interface View {
  readonly style: Style;
  readonly columns: number;
  /** Whether the terminal has more than ASCII: blocks for bars, and µ, ±, …. */
  readonly isUnicode: boolean;
  readonly timeUnit: TimeUnit | undefined;
}

/** The first of the three that is set decides about characters: locale(7). */
const speaksUnicode = ({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean =>
  /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');

/** The view of standard output, as the options, the environment and the terminal have it. */
export const viewOf = (
  { noColor, timeUnit }: { readonly noColor: boolean; readonly timeUnit?: TimeUnit | undefined },
  env: NodeJS.ProcessEnv = process.env,
): View => ({
  style: styleFor(1, noColor, env),
  columns: readingWidth(1),
  isUnicode: speaksUnicode(env),
  timeUnit,
});

const ASCII: Readonly<Record<string, string>> = {
  µ: 'u',
  '×': 'x',
  '±': '+/-',
  '–': '-',
  '−': '-',
  '…': '...',
  '·': ',',
};

/** The text in characters that the terminal has. Our own signs have a spelling in ASCII; names are left as they are. */
export const spelled = (text: string, { isUnicode }: Pick<View, 'isUnicode'>): string =>
  isUnicode ? text : text.replace(/[µ×±–−…·]/g, (sign) => ASCII[sign] ?? sign);

/** A text of at most `most` characters: a long one loses its middle, as commands differ at both ends. */
export const shortened = (text: string, most: number): string => {
  const characters = [...text];
  if (characters.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - end).join('')}…${end > 0 ? characters.slice(-end).join('') : ''}`;
};

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
