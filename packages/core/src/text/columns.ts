import { displayWidth } from './width.ts';

type Side = 'left' | 'right';

const pad = (text: string, width: number, side: Side): string => {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'right' ? blanks + text : text + blanks;
};

const widthsOf = (rows: readonly (readonly string[])[]): readonly number[] => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] === undefined ? 0 : displayWidth(row[column])))),
  );
};

/**
 * Rows of cells as lines (each ending in a newline), two spaces between columns and no blanks at
 * the end of a line. Columns are aligned left unless `align` says `right`.
 */
export const formatTable = (rows: readonly (readonly string[])[], align: readonly Side[] = []): string => {
  const widths = widthsOf(rows);
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, align[column] ?? 'left')).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
};

/** The text as lines of at most `width` columns; a longer word has a line of its own. */
export const wrapText = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last === undefined || displayWidth(last) + 1 + displayWidth(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};
