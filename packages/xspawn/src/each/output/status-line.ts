import type { Printer } from './printer.ts';

/** A last line of a terminal that changes, and that makes way for whatever else is printed there. */
export interface StatusLine {
  /** A printer for all that has to do without that line. */
  readonly printer: Printer;
  /** Shows this line in the place of the one before, unless the terminal is busy or in the middle of another line. */
  readonly show: (line: string) => void;
  readonly remove: () => void;
}

const NEWLINE = 10;
const ERASE_REST = '\u001b[K';

/** On standard error; `isOutputThere` when standard output is the same terminal. */
export const statusLineOn = (printer: Printer, isOutputThere: boolean): StatusLine => {
  let shown: string | undefined;
  let isMidLine = false;
  /** Nothing else is on its way while the line is shown: whoever writes next takes it away before. */
  const takeAway = (write: (bytes: Buffer) => void): void => {
    if (shown !== undefined) write(Buffer.from(`\r${ERASE_REST}`));
    shown = undefined;
  };
  const remove = (): void => takeAway((bytes) => printer.write('stderr', bytes));
  return {
    printer: {
      ...printer,
      write: (stream, bytes) => {
        if (stream === 'stderr' || isOutputThere) {
          remove();
          isMidLine = bytes.at(-1) !== NEWLINE;
        }
        printer.write(stream, bytes);
      },
      announce: (bytes) => {
        takeAway(printer.announce);
        printer.announce(bytes);
      },
    },
    show: (line) => {
      if (line === shown || isMidLine || !printer.isIdle()) return;
      printer.write('stderr', Buffer.from(`\r${line}${ERASE_REST}`));
      shown = line;
    },
    remove,
  };
};
