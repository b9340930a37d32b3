import type { BatchPlan } from '../plan-each.ts';
import { hasFailed } from '../tally.ts';
import { type Display, noDisplay } from './display.ts';
import { printFolded } from './folds.ts';
import { printJson } from './json.ts';
import { lineBufferedDisplay } from './line-buffered.ts';
import { printPlain } from './plain.ts';
import type { Printer } from './printer.ts';
import { type Print, wholeDisplay } from './whole.ts';

const onlyFailed =
  (print: Print): Print =>
  (ended, printer) =>
    hasFailed(ended.result) ? print(ended, printer) : undefined;

const printFor = (printing: BatchPlan['printing']): Print => {
  if (printing.type === 'folds') return printFolded(printing.system);
  return printing.type === 'json' ? printJson : printPlain;
};

/** The display that a plan asks for. */
export const displayFor = ({ failedOnly, keepOrder, printing }: BatchPlan, printer: Printer): Display => {
  if (printing.type === 'none') return noDisplay;
  if (printing.type === 'lines') return lineBufferedDisplay(printer, keepOrder);
  const print = printFor(printing);
  const isTextAsked = printing.type === 'json';
  return wholeDisplay(printer, { print: failedOnly ? onlyFailed(print) : print, keepOrder, isTextAsked });
};
