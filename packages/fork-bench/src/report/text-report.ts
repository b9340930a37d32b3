import { wrapText } from '@proctools/core';
import type { Result } from '../results.ts';
import { claimsTable } from './claims-table.ts';
import { commandsReport } from './commands-report.ts';
import { suiteTable } from './suite-table.ts';
import { machineText } from './surroundings.ts';
import { spelled, type View } from './view.ts';

const one = (result: Result, view: View): string => {
  switch (result.type) {
    case 'commands':
      return commandsReport(result, view);
    case 'suite':
      return suiteTable(result, view);
    case 'claims':
      return claimsTable(result, view);
  }
};

const dimmed = (text: string, { columns, style }: View): string =>
  wrapText(text, columns)
    .map((line) => `${style.dim(line)}\n`)
    .join('');

/** All results for a terminal, the machine in front of each that another one measured than the result before. */
export const textReport = (results: readonly Result[], view: View): string =>
  results
    .map((result, index) => {
      const machine = spelled(machineText(result.machine), view);
      const before = results[index - 1];
      const isSame = before !== undefined && spelled(machineText(before.machine), view) === machine;
      return `${isSame || machine === '' ? '' : `${dimmed(machine, view)}\n`}${one(result, view)}`;
    })
    .join('\n');
