import { onScale, type Scale, timeScale, withUnit } from '../quantity.ts';
import type { TimeUnit } from '../view.ts';
import { axis, draw, tick, WIDTH } from './chart.ts';
import type { Measured } from './distribution-picture.ts';
import { rowLabel } from './labels.ts';
import { colour } from './palette.ts';
import type { Picture } from './picture.ts';

const STRIP = 84;
const PITCH = 136;
const FIRST = 34;
const LEFT = 72;

const top = (index: number): number => FIRST + index * PITCH;

/** Each strip has a unit that fits. */
const scaleOf = ([, { wall }]: Measured, timeUnit: TimeUnit | undefined): Scale => timeScale(wall.p50, timeUnit);

const runs = ([{ samples }, { flags }]: Measured, { size }: Scale): readonly object[] =>
  samples.map(({ wallMs }, index) => {
    const place = { value: [index + 1, wallMs / size] };
    if (flags[index] === undefined) return place;
    return { ...place, symbol: 'diamond', symbolSize: 9, itemStyle: { color: colour('warn'), opacity: 1 } };
  });

const series = (measured: Measured, index: number, scale: Scale): object => ({
  type: 'scatter',
  xAxisIndex: index,
  yAxisIndex: index,
  silent: true,
  data: runs(measured, scale),
  symbolSize: 5,
  itemStyle: { color: colour('mark'), opacity: 0.75 },
  markLine: {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: colour('faint'), type: [4, 4], width: 1 },
    data: [{ yAxis: measured[1].wall.p50 / scale.size }],
  },
});

const option = (all: readonly Measured[], timeUnit: TimeUnit | undefined): object => {
  const longest = Math.max(...all.map(([, { wall }]) => wall.n));
  return {
    title: all.map((measured, index) => ({
      text: `${rowLabel(measured[0].name)}, ${scaleOf(measured, timeUnit).unit}`,
      left: LEFT - 5,
      top: top(index) - 30,
      textStyle: { color: colour('ink'), fontSize: 13, fontWeight: 500 },
    })),
    grid: all.map((_, index) => ({ left: LEFT, width: WIDTH - LEFT - 28, top: top(index), height: STRIP })),
    xAxis: all.map((_, gridIndex) => ({
      ...axis,
      gridIndex,
      type: 'value',
      min: 1,
      max: Math.max(longest, 2),
      minInterval: 1,
      splitLine: { show: false },
    })),
    yAxis: all.map((_, gridIndex) => ({
      ...axis,
      gridIndex,
      type: 'value',
      scale: true,
      splitNumber: 3,
      axisLabel: { ...axis.axisLabel, formatter: tick },
    })),
    series: all.map((measured, index) => series(measured, index, scaleOf(measured, timeUnit))),
  };
};

const describe = (all: readonly Measured[], timeUnit: TimeUnit | undefined): string =>
  all
    .map((measured) => {
      const [{ name }, { drift, flags, wall }] = measured;
      const scale = scaleOf(measured, timeUnit);
      const outliers = flags.filter((flag) => flag !== undefined).length;
      const course = drift?.isDrifting
        ? 'successive runs resemble each other: the machine drifted'
        : 'no drift to be seen';
      return `${name}: ${wall.n} runs around ${withUnit(wall.p50, scale)}, up to ${onScale(wall.most, scale)}; ${outliers} outliers; ${course}.`;
    })
    .join(' ');

/** The runs of each command in their order: drift and disturbances show. Outliers are diamonds; each strip has a scale of its own. */
export const coursePicture = (all: readonly Measured[], timeUnit: TimeUnit | undefined): Picture => {
  const height = top(all.length - 1) + STRIP + 38;
  const columns = ['Command', 'Runs', 'Outliers', 'Lag-1 autocorrelation'];
  return {
    title: 'The runs in their order',
    description: describe(all, timeUnit),
    height,
    drawing: draw(option(all, timeUnit), height),
    table: {
      columns: columns.map((title, index) => ({ title, side: index === 0 ? 'left' : 'right', isCode: index === 0 })),
      rows: all.map(([{ name }, { drift, flags, wall }]) => [
        name,
        String(wall.n),
        String(flags.filter((flag) => flag !== undefined).length),
        drift === undefined ? '–' : drift.r.toFixed(2),
      ]),
    },
  };
};
