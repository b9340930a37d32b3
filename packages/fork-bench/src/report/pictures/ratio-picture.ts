import type { Comparison, Metric } from '../../results.ts';
import { comparisonSentence } from '../comparison-sentence.ts';
import { digits, formatShare } from '../quantity.ts';
import { axis, draw } from './chart.ts';
import { labelRoom, rowLabel } from './labels.ts';
import { type Colour, colour } from './palette.ts';
import type { Picture } from './picture.ts';

const ROW = 40;
const FRAME = 84;
const WIDE = 8;

const TITLES: Readonly<Record<Metric, string>> = {
  wall: 'How many times as long: time on the clock',
  cpu: 'How many times as much: CPU time',
};

const VERDICT_COLOURS: Readonly<Record<Comparison['verdict'], Colour>> = {
  'a-faster': 'bad',
  'b-faster': 'good',
  same: 'faint',
  'cannot-tell': 'warn',
};

/** Not by colour alone. */
const VERDICT_WORDS: Readonly<Record<Comparison['verdict'], string>> = {
  'a-faster': 'slower',
  'b-faster': 'faster',
  same: 'same',
  'cannot-tell': 'cannot tell',
};

const bounds = ({ high, low }: Comparison): string =>
  low === undefined || high === undefined ? '' : ` (${digits(low)} – ${digits(high)})`;

const figure = (comparison: Comparison): string => `${digits(comparison.ratio)}${bounds(comparison)}`;

const interval = (comparison: Comparison, row: number): object => ({
  type: 'line',
  silent: true,
  symbol: 'none',
  lineStyle: { width: 3, color: colour(VERDICT_COLOURS[comparison.verdict]) },
  data: [
    [comparison.low ?? comparison.ratio, row],
    [comparison.high ?? comparison.ratio, row],
  ],
});

/** The widest band, drawn once; all comparisons of one metric have the same as a rule. */
const bandOf = (comparisons: readonly Comparison[]): number => Math.max(...comparisons.map(({ band }) => band));

const points = (comparisons: readonly Comparison[]): object => {
  const band = bandOf(comparisons);
  return {
    type: 'scatter',
    silent: true,
    symbolSize: 11,
    data: comparisons.map(({ ratio, verdict }, row) => ({
      value: [ratio, row],
      itemStyle: { color: colour(VERDICT_COLOURS[verdict]), opacity: 1 },
    })),
    z: 5,
    markArea: {
      silent: true,
      itemStyle: { color: colour('band') },
      data: [[{ xAxis: 1 - band }, { xAxis: 1 + band }]],
    },
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: colour('faint'), type: 'solid', width: 1 },
      data: [{ xAxis: 1 }],
    },
  };
};

/** The scale has 1 and the band in it, and some room at both ends. */
const range = (comparisons: readonly Comparison[]): { readonly min: number; readonly max: number } => {
  const all = comparisons.flatMap(({ band, high, low, ratio }) => [
    low ?? ratio,
    high ?? ratio,
    ratio,
    1 - band,
    1 + band,
  ]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((most - least) * 0.06, 0.005);
  return { min: Math.max(least - room, least / 2), max: most + room };
};

const category = (labels: readonly string[], colours: readonly string[], position: 'left' | 'right'): object => ({
  ...axis,
  type: 'category',
  inverse: true,
  position,
  data: labels.map((value, index) => ({ value, textStyle: { color: colours[index], fontSize: 13 } })),
  axisLabel: { fontSize: 13, interval: 0, margin: 12 },
  splitLine: { show: false },
});

const option = (comparisons: readonly Comparison[]): object => {
  const labels = comparisons.map(({ b }) => rowLabel(b));
  const figures = comparisons.map((one) => `${figure(one)}  ${VERDICT_WORDS[one.verdict]}`);
  const { max, min } = range(comparisons);
  const inks = comparisons.map(() => colour('ink'));
  const colours = comparisons.map(({ verdict }) => colour(VERDICT_COLOURS[verdict]));
  return {
    grid: { left: labelRoom(labels), right: labelRoom(figures), top: 12, bottom: 56 },
    xAxis: {
      ...axis,
      type: max / min > WIDE ? 'log' : 'value',
      min,
      max,
      name: `times the ${comparisons.some(({ metric }) => metric === 'cpu') ? 'CPU time' : 'time'} of ${rowLabel(comparisons[0]?.a ?? '')}`,
      nameLocation: 'middle',
      nameGap: 34,
      axisLabel: {
        ...axis.axisLabel,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: digits,
      },
    },
    yAxis: [category(labels, inks, 'left'), category(figures, colours, 'right')],
    series: [points(comparisons), ...comparisons.map(interval)],
  };
};

/** How each command compares with the reference, with the interval, and the band in which a difference is none. */
export const ratioPicture = (comparisons: readonly Comparison[], metric: Metric): Picture => {
  const height = comparisons.length * ROW + FRAME;
  return {
    title: TITLES[metric],
    description: `${comparisons.map((one) => `${comparisonSentence(one)}.`).join(' ')} Differences within ${formatShare(bandOf(comparisons))} count as none.`,
    height,
    drawing: draw(option(comparisons), height),
    table: {
      columns: [
        { title: 'Command', side: 'left', isCode: true },
        { title: 'Against', side: 'left', isCode: true },
        { title: 'Ratio (95 %)', side: 'right' },
        { title: 'Pairs', side: 'right' },
        { title: 'Verdict', side: 'left' },
      ],
      rows: comparisons.map((one) => [one.b, one.a, figure(one), String(one.pairs), comparisonSentence(one)]),
    },
  };
};
