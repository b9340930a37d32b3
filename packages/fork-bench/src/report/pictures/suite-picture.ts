import type { Measurement } from '../../results.ts';
import type { ExportTable } from '../export/export-table.ts';
import { onScale, type Scale, scaleFor, withUnit } from '../quantity.ts';
import type { TimeUnit } from '../view.ts';
import { axis, draw, tick, tickWithUnit } from './chart.ts';
import { labelRoom, rowLabel } from './labels.ts';
import { colour } from './palette.ts';
import type { Picture } from './picture.ts';

const ROW = 34;
const FRAME = 76;
/** Bars of which the shortest were less than two pixels say nothing: then there are points on a scale of logarithms. */
const WIDE = 60;

const figuresOf = ({ p50, p90, p99 }: Measurement): readonly number[] =>
  [p50, p90, p99].filter((value): value is number => value !== undefined);

const isWide = (measurements: readonly Measurement[]): boolean => {
  const all = measurements.flatMap(figuresOf);
  return Math.min(...all) > 0 && Math.max(...all) / Math.min(...all) > WIDE;
};

const marks = (measurements: readonly Measurement[], key: 'p90' | 'p99', { size }: Scale, symbol: string): object => ({
  type: 'scatter',
  silent: true,
  symbol,
  symbolSize: 9,
  z: 4,
  itemStyle: { color: colour('surface'), borderColor: colour('ink'), borderWidth: 1.5 },
  data: measurements.flatMap((measurement, row) => {
    const value = measurement[key];
    return value === undefined ? [] : [[value / size, row]];
  }),
});

const medians = (measurements: readonly Measurement[], { size }: Scale, wide: boolean): object => ({
  type: wide ? 'scatter' : 'bar',
  silent: true,
  barWidth: 14,
  symbolSize: 12,
  itemStyle: { color: colour('mark'), opacity: 1, borderRadius: [0, 3, 3, 0] },
  data: wide ? measurements.map(({ p50 }, row) => [p50 / size, row]) : measurements.map(({ p50 }) => p50 / size),
});

const category = (labels: readonly string[], position: 'left' | 'right', ink: 'ink' | 'faint'): object => ({
  ...axis,
  type: 'category',
  inverse: true,
  position,
  data: labels,
  splitLine: { show: false },
  axisLabel: { color: colour(ink), fontSize: 13, interval: 0, margin: 12 },
});

const labelOf = ({ name, node }: Measurement, severalNodes: boolean): string =>
  severalNodes ? `${rowLabel(name)}  ${node}` : rowLabel(name);

const option = (measurements: readonly Measurement[], scale: Scale, labels: readonly string[]): object => {
  const wide = isWide(measurements);
  const [{ unit = 'ms' } = {}] = measurements;
  const figures = measurements.map(({ p50 }) => withUnit(p50, wide ? scaleFor(unit, p50) : scale));
  const fitted = (value: number): string => tickWithUnit(value * scale.size, scaleFor(unit, value * scale.size));
  return {
    grid: { left: labelRoom(labels), right: labelRoom(figures) + 6, top: 8, bottom: 52 },
    xAxis: {
      ...axis,
      type: wide ? 'log' : 'value',
      name: `${wide ? 'logarithmic' : scale.unit}${measurements.some(({ p90 }) => p90 !== undefined) ? '   (○ p90, ◇ p99)' : ''}`,
      nameLocation: 'middle',
      nameGap: 30,
      axisLabel: { ...axis.axisLabel, formatter: wide ? fitted : tick },
    },
    yAxis: [category(labels, 'left', 'ink'), category(figures, 'right', 'faint')],
    series: [
      medians(measurements, scale, wide),
      marks(measurements, 'p90', scale, 'circle'),
      marks(measurements, 'p99', scale, 'diamond'),
    ],
  };
};

const sentence = (measurement: Measurement, timeUnit: TimeUnit | undefined, severalNodes: boolean): string => {
  const scale = scaleFor(measurement.unit, measurement.p50, timeUnit);
  const percentiles = (['p90', 'p99'] as const).flatMap((key) => {
    const value = measurement[key];
    return value === undefined ? [] : [`${key} ${onScale(value, scale)}`];
  });
  const node = severalNodes ? ` (Node ${measurement.node})` : '';
  return `${measurement.name}${node}: ${[`p50 ${withUnit(measurement.p50, scale)}`, ...percentiles].join(', ')}.`;
};

/** The medians of one group as bars, the percentiles as marks. All of it has one unit. */
export const groupPicture = (
  group: string,
  measurements: readonly Measurement[],
  settings: { readonly severalNodes: boolean; readonly table: ExportTable; readonly timeUnit: TimeUnit | undefined },
): Picture => {
  const { severalNodes, table, timeUnit } = settings;
  const [first] = measurements;
  const middle = [...measurements].sort((one, other) => one.p50 - other.p50)[Math.floor(measurements.length / 2)];
  const scale = scaleFor(first?.unit ?? 'ms', middle?.p50 ?? 0, timeUnit);
  const labels = measurements.map((measurement) => labelOf(measurement, severalNodes));
  const height = measurements.length * ROW + FRAME;
  const better = first?.better === 'more' ? 'More is better.' : 'Less is better.';
  return {
    title: group,
    description: `${measurements.map((one) => sentence(one, timeUnit, severalNodes)).join(' ')} ${better}`,
    height,
    drawing: draw(option(measurements, scale, labels), height),
    table,
  };
};
