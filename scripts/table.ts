type Cell = string | number;

const text = (cell: Cell): string =>
  typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(2) : `${cell}`;

/** Lines a table up: the first column to the left, the others to the right; the first row is the heading. */
export const table = (rows: readonly (readonly Cell[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => text(row[column] ?? '').length)));
  const padded = (cell: Cell, column: number): string =>
    column === 0 ? text(cell).padEnd(widths[0] ?? 0) : text(cell).padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
};
