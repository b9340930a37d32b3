import type { ClaimsResult, ClaimVerdict } from '../../results.ts';
import type { ExportTable } from '../export/export-table.ts';
import { axis, draw } from './chart.ts';
import { labelRoom, rowLabel } from './labels.ts';
import { type Colour, colour } from './palette.ts';
import type { Picture } from './picture.ts';

const ROW = 30;
const FRAME = 60;

const VERDICTS: readonly ClaimVerdict[] = ['holds', 'depends', 'does not hold'];

const COLOURS: Readonly<Record<ClaimVerdict, Colour>> = { holds: 'good', depends: 'warn', 'does not hold': 'bad' };

const category = (labels: readonly string[], more: object): object => ({
  ...axis,
  type: 'category',
  data: labels,
  ...more,
});

const option = ({ claims }: ClaimsResult): object => {
  const labels = claims.map(({ id }) => rowLabel(id));
  return {
    grid: { left: labelRoom(labels), right: 28, top: 44, bottom: 12 },
    xAxis: category(VERDICTS, {
      position: 'top',
      axisLabel: { color: colour('ink'), fontSize: 13, interval: 0, margin: 14 },
      splitLine: { show: false },
    }),
    yAxis: category(labels, {
      inverse: true,
      axisLabel: { color: colour('ink'), fontSize: 13, interval: 0, margin: 12 },
      splitLine: { show: true, lineStyle: { color: colour('grid') } },
    }),
    series: [
      {
        type: 'scatter',
        silent: true,
        symbolSize: 14,
        data: claims.map(({ verdict }, row) => ({
          value: [VERDICTS.indexOf(verdict), row],
          itemStyle: { color: colour(COLOURS[verdict]), opacity: 1 },
        })),
      },
    ],
  };
};

/** Which claim has which verdict, at a glance; the sentences and figures are in the table. */
export const claimsPicture = (result: ClaimsResult, table: ExportTable): Picture => {
  const height = result.claims.length * ROW + FRAME;
  return {
    title: 'What the articles say, and what was found here',
    description: result.claims.map(({ figure, text, verdict }) => `${text}: ${verdict} (${figure}).`).join(' '),
    height,
    drawing: draw(option(result), height),
    table,
  };
};
