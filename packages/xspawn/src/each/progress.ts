/** The line of progress: drawn again ten times a second on a terminal, else written now and then. */
import { isTerminal, monotonicMs, terminalColumns } from '@proctools/core';
import type { Printer } from './output/printer.ts';
import { type StatusLine, statusLineOn } from './output/status-line.ts';
import type { BatchPlan } from './plan-each.ts';
import { reportProgress } from './report-each.ts';
import type { Tally } from './tally.ts';

export interface ProgressSettings {
  readonly where: 'line' | 'log' | 'nowhere';
  /** Standard output is the terminal that the line is on. */
  readonly isOutputThere: boolean;
  readonly total: () => number | undefined;
  readonly skipped: number;
  readonly tally: () => Tally;
}

export interface ShownProgress {
  /** For all that is printed meanwhile. */
  readonly printer: Printer;
  readonly stop: () => void;
}

/** Where progress is to be shown. A terminal that cannot move its cursor is like a file. */
export const progressPlace = ({ printing, progress, quiet }: BatchPlan): ProgressSettings['where'] => {
  if (quiet) return 'nowhere';
  const isLine = isTerminal(2) && process.env.TERM !== 'dumb';
  if (isLine) return progress || printing.type !== 'none' ? 'line' : 'nowhere';
  return progress ? 'log' : 'nowhere';
};

const REDRAW_MS = 100;
const LOG_MS = 10_000;
const LOG_COLUMNS = 100;

/** Shows progress until it is stopped. */
export const showProgress = (printer: Printer, settings: ProgressSettings): ShownProgress => {
  const { isOutputThere, skipped, tally, total, where } = settings;
  if (where === 'nowhere') return { printer, stop: () => {} };
  const begin = monotonicMs();
  const line = (columns: number): string => {
    const { ended, failed, started, stopped } = tally();
    const counts = { done: skipped + ended, total: total(), before: skipped, elapsedMs: monotonicMs() - begin };
    return reportProgress(counts, { failed, running: started - ended - stopped }, columns);
  };
  const every = (ms: number, draw: () => void) => setInterval(draw, ms).unref();
  if (where === 'log') {
    const timer = every(LOG_MS, () => printer.write('stderr', Buffer.from(`xspawn: ${line(LOG_COLUMNS)}\n`)));
    return { printer, stop: () => clearInterval(timer) };
  }
  const status: StatusLine = statusLineOn(printer, isOutputThere);
  const timer = every(REDRAW_MS, () => status.show(line(terminalColumns(2) ?? LOG_COLUMNS)));
  return {
    printer: status.printer,
    stop: () => {
      clearInterval(timer);
      status.remove();
    },
  };
};
