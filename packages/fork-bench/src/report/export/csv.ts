/** Results as comma-separated values: RFC 4180, but for lines that end in a newline alone, as hyperfine's do. */
import type { ClaimsResult, CommandsResult, Result, SuiteResult } from '../../results.ts';
import { figuresOf } from '../command-figures.ts';

type Cell = string | number | undefined;

/** Quoted only where it has to be. */
const field = (cell: Cell): string => {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const lines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\n`).join('');

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1e3);

const OURS = ['low', 'high', 'cpu', 'max_rss_byte', 'runs', 'relative', 'relative_low', 'relative_high', 'verdict'];

/** hyperfine's columns in its order, in seconds; then ours, then the parameters. */
const commandsRows = ({ comparisons, results }: CommandsResult): readonly (readonly Cell[])[] => {
  const parameters = [...new Set(results.flatMap((result) => Object.keys(result.parameters)))].sort();
  const rows = results.map((result) => {
    const { samples } = result;
    const figures = figuresOf(result);
    const own = comparisons.find(({ b, metric }) => metric === 'wall' && b === result.name);
    const wall = figures?.wall;
    const theirs = [
      wall?.mean,
      wall && (wall.deviation ?? 0),
      wall?.p50,
      figures?.userMs,
      figures?.systemMs,
      wall?.least,
      wall?.most,
    ];
    return [
      result.name,
      ...theirs.map(seconds),
      ...[wall?.low, wall?.high, figures?.cpu?.p50].map(seconds),
      figures?.maxRssBytes,
      samples.length,
      ...[own?.ratio, own?.low, own?.high, own?.verdict],
      ...parameters.map((name) => result.parameters[name]),
    ];
  });
  const heads = ['command', 'mean', 'stddev', 'median', 'user', 'system', 'min', 'max', ...OURS];
  return [[...heads, ...parameters.map((name) => `parameter_${name}`)], ...rows];
};

const suiteRows = ({ measurements, suite }: SuiteResult): readonly (readonly Cell[])[] => [
  ['suite', 'group', 'name', 'node', 'unit', 'better', 'n', 'p50', 'p90', 'p99', 'low', 'high'],
  ...measurements.map(({ better, group, high, low, n, name, node, p50, p90, p99, unit }) => [
    ...[suite, group, name, node, unit, better],
    ...[n, p50, p90, p99, low, high],
  ]),
];

const claimsRows = ({ claims }: ClaimsResult): readonly (readonly Cell[])[] => [
  ['id', 'verdict', 'figure', 'text', 'source', 'node'],
  ...claims.map(({ figure, id, node, source, text, verdict }) => [id, verdict, figure, text, source, node]),
];

/** All digits that there are; times in seconds for commands, in the unit of the line for suites. */
export const csv = (result: Result): string => {
  switch (result.type) {
    case 'commands':
      return lines(commandsRows(result));
    case 'suite':
      return lines(suiteRows(result));
    case 'claims':
      return lines(claimsRows(result));
  }
};
