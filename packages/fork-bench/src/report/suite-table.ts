import { formatTable, type Style } from '@proctools/core';
import type { SuiteResult } from '../results.ts';

/** The figures of a suite, group by group. */
export const suiteTable = ({ measurements }: SuiteResult, style: Style, _columns: number): string =>
  [...new Set(measurements.map(({ group }) => group))]
    .map((group) => {
      const rows = measurements
        .filter((one) => one.group === group)
        .map(({ name, n, node, p50, unit }) => [name, node, `${p50.toPrecision(3)} ${unit}`, `n = ${n}`]);
      return `${style.bold(group)}\n${formatTable(rows, ['left', 'left', 'right', 'right'])}\n`;
    })
    .join('');
