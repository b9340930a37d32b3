/** What a comparison of whole commands found, for a terminal. */
import { displayWidth, formatTable, spellOut, wrapText } from '@proctools/core';
import type { CommandResult, CommandsResult, Comparison, Metric } from '../results.ts';
import { logBins } from '../stats/distribution.ts';
import { spark } from './bars.ts';
import { type CommandFigures, figuresOf, type TimeFigures } from './command-figures.ts';
import { comparisonSentence } from './comparison-sentence.ts';
import { digits, formatBytes, formatShare, formatTime, onScale, timeScale, withUnit } from './quantity.ts';
import { contentionText } from './surroundings.ts';
import { counted, shortened, spelled, type View } from './view.ts';

const SPARKS = 16;

const metricTitles: Readonly<Record<Metric, string>> = { wall: 'time on the clock', cpu: 'CPU time' };

/** One kind of time as cells: its name, the median with its interval, mean ± deviation, smallest … largest. */
const timeCells = (title: string, figures: TimeFigures, { timeUnit }: View): readonly string[] => {
  const scale = timeScale(figures.p50, timeUnit);
  const at = (value: number | undefined): string => onScale(value, scale);
  const interval = figures.low === undefined ? '' : `95 %: ${at(figures.low)} – ${at(figures.high)}`;
  const deviation = figures.deviation === undefined ? '' : ` ± ${at(figures.deviation)}`;
  return [
    title,
    withUnit(figures.p50, scale),
    interval,
    `${at(figures.mean)}${deviation}`,
    `${at(figures.least)} … ${at(figures.most)}`,
  ];
};

const outlierText = ({ flags }: CommandFigures): readonly string[] => {
  const count = flags.filter((flag) => flag !== undefined).length;
  const severe = flags.filter((flag) => flag === 'severe').length;
  return count === 0 ? [] : [`${counted(count, 'outlier')}${severe > 0 ? ` (${severe} severe)` : ''}`];
};

const spreadText = ({ wall }: CommandFigures): readonly string[] =>
  wall.deviation === undefined || wall.mean === 0 ? [] : [`spread ${formatShare(wall.deviation / wall.mean)}`];

const driftText = ({ drift }: CommandFigures): readonly string[] =>
  drift?.isDrifting ? [`drifting (lag-1 r = ${digits(drift.r)})`] : [];

const failureText = ({ failures, timeouts }: CommandFigures): readonly string[] =>
  failures === 0 ? [] : [`${failures} failed${timeouts > 0 ? `, ${timeouts} of them out of time` : ''}`];

/** All that says how far the figures can be trusted, in one line. */
const doubts = (figures: CommandFigures, { style }: View): string => {
  const about = contentionText(figures.contention);
  const alarming = [...driftText(figures), ...failureText(figures)].map(style.yellow);
  return [
    counted(figures.wall.n, 'run'),
    ...spreadText(figures),
    ...outlierText(figures),
    ...alarming,
    ...(about === '' ? [] : [`meanwhile ${about}`]),
  ].join(' · ');
};

const cpuCells = (figures: CommandFigures, view: View): readonly (readonly string[])[] => {
  if (figures.cpu) return [timeCells('CPU', figures.cpu, view)];
  const { systemMs, userMs } = figures;
  return userMs === undefined || systemMs === undefined
    ? []
    : [['CPU', formatTime(userMs + systemMs, view.timeUnit), '', 'mean of all runs']];
};

/** The kernel counts the parts by its ticks, and only the sum exactly: of less than this they are chance. */
const SPLIT_FROM_MS = 100;

const splitText = ({ systemMs, userMs }: CommandFigures, { timeUnit }: View): readonly string[] =>
  userMs === undefined || systemMs === undefined || userMs + systemMs < SPLIT_FROM_MS
    ? []
    : [`user ${formatTime(userMs, timeUnit)}`, `system ${formatTime(systemMs, timeUnit)}`];

const shares = (figures: CommandFigures, view: View): string =>
  [
    ...splitText(figures, view),
    ...(figures.maxRssBytes === undefined ? [] : [`peak memory ${formatBytes(figures.maxRssBytes)}`]),
  ].join(' · ');

const indented = (text: string, { columns }: View): string =>
  wrapText(text, columns - 2)
    .map((line) => `  ${line}\n`)
    .join('');

const parametersText = ({ node, parameters }: CommandResult): string =>
  [...Object.entries(parameters).map(([key, value]) => `${key} = ${value}`), ...(node ? [`Node ${node}`] : [])].join(
    ', ',
  );

const heading = (result: CommandResult, { columns, style }: View): string => {
  const { command, name } = result;
  const about = [...(name === command ? [] : [spellOut(command)]), spellOut(parametersText(result))].filter(Boolean);
  const title = shortened(spellOut(name), columns);
  const more = about.length > 0 ? `  ${style.dim(shortened(about.join('  '), Math.max(columns - 2, 10)))}\n` : '';
  return `${style.bold(title)}\n${more}`;
};

/** With few runs a place for each would be empty mostly. */
const histogram = ({ samples }: CommandResult, view: View): string => {
  const times = samples.map(({ wallMs }) => wallMs);
  const places = Math.min(SPARKS, Math.ceil(2 * Math.sqrt(times.length)));
  return spark(
    logBins(times, places).map(({ count }) => count),
    view,
  ).trimEnd();
};

const commandBlock = (result: CommandResult, view: View): string => {
  const figures = figuresOf(result);
  if (!figures) return `${heading(result, view)}  no run was finished\n`;
  const bins = histogram(result, view);
  const rows = [timeCells('time', figures.wall, view), ...cpuCells(figures, view)];
  const table = formatTable(rows, ['left', 'right', 'left', 'right', 'left']);
  const lines = table.split('\n').filter(Boolean);
  const room = view.columns - Math.max(...lines.map(displayWidth)) - 4;
  const widest = Math.max(...lines.map(displayWidth));
  const drawn = lines.map((line, index) => {
    if (index > 0 || room < SPARKS) return `  ${line}\n`;
    return `  ${line}${' '.repeat(widest - displayWidth(line) + 2)}${view.style.cyan(bins)}\n`;
  });
  const rest = shares(figures, view);
  return `${heading(result, view)}${drawn.join('')}${rest ? indented(rest, view) : ''}${indented(doubts(figures, view), view)}`;
};

const paint = (comparison: Comparison, { style }: View): ((text: string) => string) => {
  if (comparison.verdict === 'a-faster') return style.green;
  if (comparison.verdict === 'b-faster') return style.red;
  return comparison.verdict === 'cannot-tell' ? style.yellow : (text) => text;
};

const pairsText = ({ detectable, pairs }: Comparison): string =>
  `${counted(pairs, 'pair')}${detectable === undefined ? '' : `; differences from ${formatShare(detectable)} on would have shown`}`;

const comparisonLines = (comparison: Comparison, view: View): string => {
  const [first = '', ...rest] = wrapText(comparisonSentence(comparison), view.columns - 2);
  const sentence = [first, ...rest].map((line) => `  ${paint(comparison, view)(line)}\n`).join('');
  const about = wrapText(pairsText(comparison), view.columns - 4).map((line) => `    ${view.style.dim(line)}\n`);
  return `${sentence}${about.join('')}`;
};

/** First the verdicts about time on the clock, then those about CPU time, as the former is what a user waits for. */
const comparisonsBlock = (comparisons: readonly Comparison[], view: View): readonly string[] =>
  (['wall', 'cpu'] as const).flatMap((metric) => {
    const of = comparisons.filter((comparison) => comparison.metric === metric);
    if (of.length === 0) return [];
    return [`${view.style.bold(metricTitles[metric])}\n${of.map((one) => comparisonLines(one, view)).join('')}`];
  });

const wayText = (results: readonly CommandResult[]): readonly string[] => {
  const ways = [...new Set(results.map(({ way }) => way))].filter(Boolean);
  return ways.length === 0 ? [] : [`CPU time and memory by: ${ways.join(', ')}\n`];
};

/** A block for each command, a sentence for each comparison, and the warnings. */
export const commandsReport = (result: CommandsResult, view: View): string => {
  const { comparisons, results, warnings } = result;
  const warned = warnings.flatMap((text) =>
    wrapText(`warning: ${text}`, view.columns).map((line) => view.style.yellow(line)),
  );
  const blocks = [
    ...results.map((one) => commandBlock(one, view)),
    ...comparisonsBlock(comparisons, view),
    ...(warned.length > 0 ? [`${warned.join('\n')}\n`] : []),
    ...wayText(results).map(view.style.dim),
  ];
  return spelled(blocks.join('\n'), view);
};
