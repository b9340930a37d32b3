// Apache ECharts draws SVG text without a browser. Only the parts that are used are imported, which halves it.
// Vega was tried as well: it awaits at its top level, which no CommonJS bundle can have.
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Scale } from '../quantity.ts';
import { colour } from './palette.ts';

echarts.use([
  BarChart,
  GridComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TitleComponent,
]);

export const WIDTH = 860;

// No quotes, although names have blanks: the library writes them into an attribute as they are.
const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, sans-serif';

/** How axes look in all pictures. */
export const axis = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: colour('faint'), fontSize: 12, hideOverlap: true },
  splitLine: { lineStyle: { color: colour('grid') } },
  nameTextStyle: { color: colour('faint'), fontSize: 12 },
} as const;

/** A figure beside a tick: round, as ticks are. */
export const tick = (value: number): string => String(Number(value.toPrecision(4)));

/** The same, where ticks are too far from each other for one unit. */
export const tickWithUnit = (value: number, { size, unit }: Scale): string => `${tick(value / size)} ${unit}`;

/** What is drawn, as an SVG element without a title yet. */
export const draw = (option: object, height: number): string => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: colour('surface'),
      textStyle: { fontFamily: FONT, color: colour('ink') },
      ...option,
    });
    return chart.renderToSVGString();
  } finally {
    // It keeps a timer otherwise, and the process with it.
    chart.dispose();
  }
};
