import type { Capture } from './capture.ts';
import type { Printer, StreamName } from './printer.ts';
import type { Ended, Print } from './whole.ts';

const CHUNK = 1 << 18;

/** Prints all that is left of a capture, as fast as it is read. */
export const pour = (capture: Capture, stream: StreamName, printer: Printer): Promise<void> | undefined => {
  while (capture.left() > 0) {
    printer.write(stream, capture.take(CHUNK));
    const slow = printer.ready();
    if (slow) return slow.then(() => pour(capture, stream, printer));
  }
  return undefined;
};

/** One after the other, at once where nothing has to be waited for. */
export const inTurn = (steps: readonly (() => Promise<void> | undefined)[]): Promise<void> | undefined => {
  for (const [index, step] of steps.entries()) {
    const later = step();
    if (later) return later.then(() => inTurn(steps.slice(index + 1)));
  }
  return undefined;
};

/** Standard output, then standard error. */
export const printPlain: Print = ({ stdout, stderr }: Ended, printer) =>
  inTurn([() => pour(stdout, 'stdout', printer), () => pour(stderr, 'stderr', printer)]);
