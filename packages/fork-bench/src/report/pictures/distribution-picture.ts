import type { CommandResult } from '../../results.ts';
import { logDensity } from '../../stats/distribution.ts';
import type { CommandFigures } from '../command-figures.ts';
import type { ExportTable } from '../export/export-table.ts';
import { onScale, type Scale, timeScale, withUnit } from '../quantity.ts';
import { axis, draw, tick, tickWithUnit } from './chart.ts';
import { labelRoom, rowLabel } from './labels.ts';
import { colour } from './palette.ts';
import type { Picture } from './picture.ts';

export type Measured = readonly [CommandResult, CommandFigures];

const ROW = 76;
const FRAME = 72;
/** Of a row's height. */
const HILL = 0.62;
/** Of the largest to the smallest: on a plain scale nothing of the smallest would be seen. */
const WIDE = 20;

type Place = readonly [x: number, y: number];

/** Points of a row do not lie on each other; the order of the runs decides where, so that a picture is always the same. */
const scattered = (index: number): number => ((index * 0.618) % 1) * 0.2;

const pointsOf = ([{ samples }]: Measured, row: number, { size }: Scale): readonly Place[] =>
  samples.map(({ wallMs }, index) => [wallMs / size, row + 0.1 + scattered(index)]);

const hillOf = ([{ samples }]: Measured, row: number, { size }: Scale): readonly Place[] => {
  const curve = logDensity(samples.map(({ wallMs }) => wallMs));
  const most = Math.max(...curve.map(([, density]) => density));
  return curve.map(([ms, density]) => [ms / size, row - (HILL * density) / most]);
};

const hillSeries = (measured: Measured, row: number, scale: Scale): object => ({
  type: 'line',
  data: hillOf(measured, row, scale),
  symbol: 'none',
  silent: true,
  lineStyle: { width: 1.5, color: colour('mark') },
  areaStyle: { color: colour('area'), opacity: 0.6, origin: row },
  z: 2,
});

/** Low and high of each median, a gap after each pair. */
const intervals = (all: readonly Measured[], { size }: Scale): readonly (Place | '-')[] =>
  all.flatMap(([, { wall }], row) =>
    wall.low === undefined || wall.high === undefined
      ? []
      : [[wall.low / size, row] as const, [wall.high / size, row] as const, '-' as const],
  );

const valueAxis = (all: readonly Measured[], { size, unit }: Scale): object => {
  const least = Math.min(...all.map(([, { wall }]) => wall.least));
  const most = Math.max(...all.map(([, { wall }]) => wall.most));
  const wide = most / least > WIDE;
  const fitted = (value: number): string => tickWithUnit(value * size, timeScale(value * size));
  return {
    ...axis,
    type: wide ? 'log' : 'value',
    scale: true,
    name: wide ? 'logarithmic' : unit,
    nameLocation: 'middle',
    nameGap: 30,
    axisLabel: { ...axis.axisLabel, formatter: wide ? fitted : tick },
  };
};

const option = (all: readonly Measured[], scale: Scale): object => {
  const labels = all.map(([{ name }]) => rowLabel(name));
  const dots = { type: 'scatter', silent: true };
  return {
    grid: { left: labelRoom(labels), right: 28, top: 12, bottom: 52 },
    xAxis: valueAxis(all, scale),
    yAxis: {
      ...axis,
      type: 'value',
      inverse: true,
      min: -0.75,
      max: all.length - 0.55,
      interval: 1,
      splitLine: { show: false },
      axisLabel: { show: false },
    },
    series: [
      ...all.map((measured, row) => hillSeries(measured, row, scale)),
      {
        ...dots,
        data: all.flatMap((measured, row) => pointsOf(measured, row, scale)),
        symbolSize: 5,
        itemStyle: { color: colour('mark'), opacity: 0.45 },
      },
      {
        type: 'line',
        data: intervals(all, scale),
        symbol: 'none',
        silent: true,
        lineStyle: { width: 4, color: colour('ink') },
        z: 4,
      },
      {
        ...dots,
        data: all.map(([, { wall }], row) => [wall.p50 / scale.size, row]),
        symbol: 'rect',
        symbolSize: [3, 16],
        itemStyle: { color: colour('ink') },
        z: 5,
      },
      // The names, beside their rows: labels of a number axis stand where its ticks are, which is elsewhere.
      ...nameSeries(all, labels),
    ],
  };
};

/** Names at the left edge, as a scatter on an axis of their own would need a second grid. */
const nameSeries = (all: readonly Measured[], labels: readonly string[]): readonly object[] => [
  {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      silent: true,
      z: 1,
      symbol: 'none',
      lineStyle: { color: colour('grid'), type: 'solid', width: 1 },
      data: all.map((_, row) => ({
        yAxis: row,
        label: {
          position: 'start',
          formatter: () => labels[row] ?? '',
          color: colour('ink'),
          fontSize: 13,
          distance: 10,
        },
      })),
    },
  },
];

const describe = (all: readonly Measured[], scale: Scale): string =>
  all
    .map(([{ name }, { wall }]) => {
      const interval =
        wall.low === undefined ? '' : ` (95 %: ${onScale(wall.low, scale)} – ${onScale(wall.high, scale)})`;
      return `${name}: ${wall.n} runs, median ${withUnit(wall.p50, scale)}${interval}, from ${onScale(wall.least, scale)} to ${onScale(wall.most, scale)}.`;
    })
    .join(' ');

/** How the times of each command are distributed: a hill, a point for each run, the median with its interval. */
export const distributionPicture = (all: readonly Measured[], scale: Scale, table: ExportTable): Picture => {
  const height = all.length * ROW + FRAME;
  return {
    title: 'How long the runs took',
    description: describe(all, scale),
    height,
    drawing: draw(option(all, scale), height),
    table,
  };
};
