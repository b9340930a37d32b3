/** Tables for Markdown, AsciiDoc and Org mode. */
import type { ExportColumn, ExportTable } from './export-table.ts';

/** A cell is one line in all of them. */
const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');

/** Code in Markdown is between more backticks than any run of them in it: CommonMark 6.1. A bar ends a cell even there: GFM 4.10. */
const markdownCode = (text: string): string => {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const gap = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${gap}${text}${gap}${fence}`;
};

const markdownText = (text: string): string => text.replace(/[\\`*_<[]/g, '\\$&');

const cells = (
  row: readonly string[],
  columns: readonly ExportColumn[],
  cell: (text: string, isCode: boolean) => string,
) => row.map((text, index) => cell(oneLine(text), columns[index]?.isCode === true));

/** A table of GitHub Flavored Markdown. */
export const markdown = ({ columns, rows }: ExportTable): string => {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  const cell = (text: string, isCode: boolean): string =>
    (isCode ? markdownCode(text) : markdownText(text)).replaceAll('|', '\\|');
  const sides = columns.map(({ side }) => (side === 'right' ? '---:' : ':---'));
  return [
    line(columns.map(({ title }) => title)),
    `|${sides.join('|')}|\n`,
    ...rows.map((row) => line(cells(row, columns, cell))),
  ].join('');
};

/** Whatever AsciiDoc would take for markup is passed through: `+` in backticks makes it literal; a bar is escaped. */
const asciidocCell = (text: string, isCode: boolean): string => {
  const escaped = text.replaceAll('|', '\\|');
  if (!isCode) return escaped;
  return escaped.includes('+') ? `\`${escaped}\`` : `\`+${escaped}+\``;
};

/** A table of AsciiDoc. */
export const asciidoc = ({ columns, rows }: ExportTable): string => {
  const sides = columns.map(({ side }) => (side === 'right' ? '>' : '<')).join(',');
  const line = (texts: readonly string[]): string => `\n${texts.map((text) => `| ${text}\n`).join('')}`;
  return [
    `[cols="${sides}",options="header"]\n|===`,
    line(columns.map(({ title }) => title)),
    ...rows.map((row) => line(cells(row, columns, asciidocCell))),
    '|===\n',
  ].join('');
};

/** A bar in a cell of Org mode is its entity `\vert{}`, which means nothing between = and =: there it is U+2502. */
const orgmodeCell = (text: string, isCode: boolean): string =>
  isCode ? `=${text.replaceAll('|', '│')}=` : text.replaceAll('|', '\\vert{}');

/** A table of Emacs' Org mode. */
export const orgmode = ({ columns, rows }: ExportTable): string => {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return [
    line(columns.map(({ title }) => title)),
    `|${columns.map(() => '--').join('+')}|\n`,
    ...rows.map((row) => line(cells(row, columns, orgmodeCell))),
  ].join('');
};
