/** What a suite found, as a table with bars for a terminal. */
import { displayWidth, formatTable, wrapText } from '@proctools/core';
import type { Measurement, SuiteResult } from '../results.ts';
import { bar } from './bars.ts';
import { onScale, scaleFor, withUnit } from './quantity.ts';
import { contentionText } from './surroundings.ts';
import { shortened, spelled, type View } from './view.ts';

const LONGEST_BAR = 30;
const SHORTEST_BAR = 8;
const LONGEST_NAME = 44;
const LONGEST_TITLE = 30;

interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
  readonly cell: (measurement: Measurement, view: View) => string;
}

const figure =
  (key: 'p90' | 'p99') =>
  (measurement: Measurement, { timeUnit }: View): string =>
    onScale(measurement[key], scaleFor(measurement.unit, measurement.p50, timeUnit));

const interval = ({ high, low, p50, unit }: Measurement, { timeUnit }: View): string => {
  const scale = scaleFor(unit, p50, timeUnit);
  return low === undefined || high === undefined ? '–' : `${onScale(low, scale)} – ${onScale(high, scale)}`;
};

const columns = {
  p50: {
    title: 'p50',
    side: 'right',
    cell: ({ p50, unit }, { timeUnit }) => withUnit(p50, scaleFor(unit, p50, timeUnit)),
  },
  p90: { title: 'p90', side: 'right', cell: figure('p90') },
  p99: { title: 'p99', side: 'right', cell: figure('p99') },
  interval: { title: '95 % of p50', side: 'right', cell: interval },
  n: { title: 'n', side: 'right', cell: ({ n }) => String(n) },
} satisfies Readonly<Record<string, Column>>;

type Key = keyof typeof columns;

/** What is shown in a wide terminal, then in narrower ones. */
const CHOICES: readonly (readonly Key[])[] = [
  ['p50', 'p90', 'p99', 'interval', 'n'],
  ['p50', 'p90', 'p99', 'interval'],
  ['p50', 'p90', 'p99'],
  ['p50', 'p90'],
  ['p50'],
];

/** Groups in the order in which they came, each with its measurements; those of one name, of several Nodes, are neighbours. */
export const groupsOf = (
  measurements: readonly Measurement[],
): readonly (readonly [group: string, measurements: readonly Measurement[]])[] => {
  const groups = new Map<string, Map<string, Measurement[]>>();
  for (const measurement of measurements) {
    const names = groups.get(measurement.group) ?? new Map<string, Measurement[]>();
    groups.set(measurement.group, names.set(measurement.name, [...(names.get(measurement.name) ?? []), measurement]));
  }
  return [...groups].map(([group, names]) => [group, [...names.values()].flat()] as const);
};

/** Whether they come from more than one Node. */
export const hasSeveralNodes = (measurements: readonly Measurement[]): boolean =>
  new Set(measurements.map(({ node }) => node)).size > 1;

const namesOf = (measurements: readonly Measurement[], severalNodes: boolean): readonly (readonly string[])[] =>
  measurements.map(({ name, node }, index) => {
    const shown = name === measurements[index - 1]?.name ? '' : shortened(name, LONGEST_NAME);
    return severalNodes ? [shown, node] : [shown];
  });

/** The table of one group, with its heading on top; undefined when it is wider than the view. */
const tableWith = (
  keys: readonly Key[],
  [group, measurements]: readonly [string, readonly Measurement[]],
  severalNodes: boolean,
  view: View,
): string | undefined => {
  // A title that is longer than the names would push the figures away: it has a line of its own.
  const isTitleApart = displayWidth(group) > LONGEST_TITLE;
  const heads = [
    isTitleApart ? '' : group,
    ...(severalNodes ? ['Node'] : []),
    ...keys.map((key) => columns[key].title),
  ];
  const names = namesOf(measurements, severalNodes);
  const cells = measurements.map((measurement, index) => [
    `  ${names[index]?.[0] ?? ''}`,
    ...(names[index]?.slice(1) ?? []),
    ...keys.map((key) => columns[key].cell(measurement, view)),
  ]);
  const sides = ['left', ...(severalNodes ? ['left' as const] : []), ...keys.map((key) => columns[key].side)] as const;
  const lines = formatTable([heads, ...cells], sides)
    .split('\n')
    .filter(Boolean);
  const width = Math.max(...lines.map(displayWidth));
  const room = Math.min(LONGEST_BAR, view.columns - width - 2);
  if (room < SHORTEST_BAR && keys.length > 1) return undefined;
  const most = Math.max(...measurements.map(({ p50 }) => p50));
  const drawn = lines.map((line, index) => {
    if (index === 0 && isTitleApart) return `${view.style.bold(group)}\n${line}`;
    if (index === 0) return line.replace(group, view.style.bold);
    const share = (measurements[index - 1]?.p50 ?? 0) / most;
    const blanks = ' '.repeat(width - displayWidth(line) + 2);
    return room < SHORTEST_BAR ? line : `${line}${blanks}${view.style.cyan(bar(share, room, view))}`.trimEnd();
  });
  return drawn.map((line) => `${line}\n`).join('');
};

/** Notes on measurements of a group, each once, with the names of those that it is about. */
const notesOf = (measurements: readonly Measurement[], { columns: width, style }: View): string => {
  const notes = [...new Set(measurements.flatMap(({ note }) => note ?? []))];
  const about = (wanted: string): string => {
    const names = new Set(measurements.flatMap(({ name, note }) => (note === wanted ? [name] : [])));
    return names.size === new Set(measurements.map(({ name }) => name)).size ? 'all' : [...names].join('; ');
  };
  return notes
    .flatMap((note) => wrapText(`${about(note)}: ${note}`, width - 4))
    .map((line) => `    ${style.dim(line)}\n`)
    .join('');
};

const groupBlock = (group: readonly [string, readonly Measurement[]], severalNodes: boolean, view: View): string => {
  const fitting = CHOICES.map((keys) => tableWith(keys, group, severalNodes, view)).find(
    (table) => table !== undefined,
  );
  return `${fitting ?? ''}${notesOf(group[1], view)}`;
};

/** A table for each group, whose bars are scaled within it; then the notes, and what else the machine did. */
export const suiteTable = (result: SuiteResult, view: View): string => {
  const { contention, measurements, notes, suite } = result;
  const severalNodes = hasSeveralNodes(measurements);
  const about = contentionText(contention);
  const lines = [...notes, ...(about === '' ? [] : [`meanwhile ${about}`])].flatMap((text) =>
    wrapText(text, view.columns).map(view.style.dim),
  );
  const blocks = [
    `${view.style.bold(view.style.cyan(suite))}\n`,
    ...groupsOf(measurements).map((group) => groupBlock(group, severalNodes, view)),
    ...(measurements.length === 0 ? ['nothing was measured\n'] : []),
    ...(lines.length > 0 ? [`${lines.join('\n')}\n`] : []),
  ];
  return spelled(blocks.join('\n'), view);
};
