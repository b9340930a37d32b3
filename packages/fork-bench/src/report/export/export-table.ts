// A table that knows no markup. hyperfine's columns come first, by its names, so that what reads them goes on working; ours follow.
import type { ClaimsResult, CommandResult, CommandsResult, Comparison, Result, SuiteResult } from '../../results.ts';
import { type CommandFigures, figuresOf } from '../command-figures.ts';
import { comparisonSentence } from '../comparison-sentence.ts';
import { digits, onScale, scaleFor, timeScale } from '../quantity.ts';
import type { TimeUnit } from '../view.ts';

export interface ExportColumn {
  readonly title: string;
  readonly side: 'left' | 'right';
  /** What is in it is a command, and is set as code. */
  readonly isCode?: boolean;
}

export interface ExportTable {
  readonly columns: readonly ExportColumn[];
  readonly rows: readonly (readonly string[])[];
}

const right = (title: string): ExportColumn => ({ title, side: 'right' });
const left = (title: string): ExportColumn => ({ title, side: 'left' });

const factor = (value: number | undefined): string => (value === undefined ? '' : digits(value));

/** How many times as long it took as the reference, with the interval; 1.00 for the reference itself. */
const relative = (name: string, comparisons: readonly Comparison[]): string => {
  const own = comparisons.find(({ b, metric }) => metric === 'wall' && b === name);
  if (own) {
    const range = own.low === undefined ? '' : ` (${factor(own.low)} – ${factor(own.high)})`;
    return `${factor(own.ratio)}${range}`;
  }
  return comparisons.some(({ a }) => a === name) ? '1.00' : '';
};

const verdictOf = (name: string, comparisons: readonly Comparison[]): string =>
  comparisons
    .filter(({ b }) => b === name)
    .map((comparison) => `${comparison.metric === 'cpu' ? 'CPU: ' : ''}${comparisonSentence(comparison)}`)
    .join('; ');

const withFigures = ({ results }: CommandsResult): readonly (readonly [CommandResult, CommandFigures])[] =>
  results.flatMap((result) => {
    const figures = figuresOf(result);
    return figures ? [[result, figures] as const] : [];
  });

const commandsTable = (result: CommandsResult, timeUnit: TimeUnit | undefined): ExportTable => {
  const all = withFigures(result);
  const scale = timeScale(all[0]?.[1].wall.mean ?? 0, timeUnit);
  const at = (value: number | undefined): string => onScale(value, scale);
  const titled = (title: string): ExportColumn => right(`${title} [${scale.unit}]`);
  const columns = [
    { title: 'Command', side: 'left', isCode: true } as const,
    ...['Mean', 'Min', 'Max'].map(titled),
    right('Relative'),
    ...['Median', 'CPU'].map(titled),
    left('Verdict'),
  ];
  const rows = all.map(([{ name }, { cpu, wall }]) => [
    name,
    `${at(wall.mean)}${wall.deviation === undefined ? '' : ` ± ${at(wall.deviation)}`}`,
    at(wall.least),
    at(wall.most),
    relative(name, result.comparisons),
    at(wall.p50),
    at(cpu?.p50),
    verdictOf(name, result.comparisons),
  ]);
  return { columns, rows };
};

const suiteExport = ({ measurements }: SuiteResult, timeUnit: TimeUnit | undefined): ExportTable => ({
  columns: [
    left('Group'),
    left('Name'),
    left('Node'),
    ...['p50', 'p90', 'p99', '95 % of p50'].map(right),
    left('Unit'),
    right('n'),
  ],
  rows: measurements.map(({ group, high, low, n, name, node, p50, p90, p99, unit }) => {
    const scale = scaleFor(unit, p50, timeUnit);
    const interval = low === undefined ? '–' : `${onScale(low, scale)} – ${onScale(high, scale)}`;
    const figures = [p50, p90, p99].map((value) => onScale(value, scale));
    return [group, name, node, ...figures, interval, scale.unit, String(n)];
  }),
});

const claimsExport = ({ claims }: ClaimsResult): ExportTable => ({
  columns: [left('Claim'), left('Verdict'), left('Figure'), left('Article'), left('Node')],
  rows: claims.map(({ figure, node, source, text, verdict }) => [text, verdict, figure, source, node]),
});

/** A result as a table for people: figures are rounded, and have one unit for all commands. */
export const exportTable = (result: Result, timeUnit?: TimeUnit): ExportTable => {
  switch (result.type) {
    case 'commands':
      return commandsTable(result, timeUnit);
    case 'suite':
      return suiteExport(result, timeUnit);
    case 'claims':
      return claimsExport(result);
  }
};
