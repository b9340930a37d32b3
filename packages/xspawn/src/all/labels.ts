/** `[name] `, which each line begins with. */
import { displayWidth, type Style } from '@proctools/core';
import type { StreamName } from '../one/flow.ts';

export type Styles = Readonly<Record<StreamName, Style>>;

/** Red is for what went wrong. */
const PAINTS: readonly ((style: Style, text: string) => string)[] = [
  (style, text) => style.cyan(text),
  (style, text) => style.yellow(text),
  (style, text) => style.green(text),
  (style, text) => style.bold(style.cyan(text)),
  (style, text) => style.bold(style.yellow(text)),
  (style, text) => style.bold(style.green(text)),
];

/** The label of each name for each stream, in its colour, with blanks up to the longest of them. */
export const labelsFor = (
  names: readonly string[],
  styles: Styles,
): readonly Readonly<Record<StreamName, string>>[] => {
  const width = Math.max(...names.map(displayWidth));
  return names.map((name, index) => {
    const paint = PAINTS[index % PAINTS.length];
    const blanks = ' '.repeat(width - displayWidth(name) + 1);
    const label = (style: Style): string => `${paint?.(style, `[${name}]`)}${blanks}`;
    return { stdout: label(styles.stdout), stderr: label(styles.stderr) };
  });
};
