import { writeErr } from '../cli/output.ts';
import { monotonicMs } from '../clock.ts';
import { isTerminal, terminalColumns } from './terminal.ts';

/** What takes no longer than this needs no line. */
const MOMENT_MS = 1_000;
const REDRAW_MS = 100;

/** Of a terminal that does not know how wide it is. */
const COLUMNS = 80;

const ERASE = '\r\u001b[K';

/** A line of the terminal that standard error is, which changes for as long as something lasts. */
export interface WaitingLine {
  /** Before anything else is written there; it comes again. */
  readonly clear: () => void;
  readonly stop: () => void;
}

/** Shows what `line` says after so many milliseconds, in so many columns; nothing where there is no terminal that can move its cursor. */
export const showWaiting = (line: (elapsedMs: number, columns: number) => string): WaitingLine => {
  const beganAt = monotonicMs();
  let shown = '';
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    if (shown !== '') writeErr(ERASE);
    shown = '';
  };
  const draw = (): void => {
    const next = line(monotonicMs() - beganAt, terminalColumns(2) ?? COLUMNS);
    if (next !== shown) writeErr(`${ERASE}${next}`);
    shown = next;
  };
  const begin = (): void => {
    if (process.env.TERM === 'dumb' || !isTerminal(2)) return;
    draw();
    timer = setInterval(draw, REDRAW_MS).unref();
  };
  timer = setTimeout(begin, MOMENT_MS).unref();
  return {
    clear,
    stop: () => {
      clearTimeout(timer); // an interval, too
      clear();
    },
  };
};
