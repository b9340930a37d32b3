import type { Dress, StreamName } from '../one/flow.ts';
import { lineSplitter } from '../output/lines.ts';

const NEWLINE = Buffer.from('\n');

/** What is longer is no line for people: it is cut, so that memory does not grow. */
const LONGEST_LINE = 16 << 20;

/**
 * Each line is handed on when it is whole, as `make` has it. A last line without a newline gets one: what others
 * write shall not go on in it.
 */
export const wholeLines =
  (make: (line: Buffer, stream: StreamName) => Buffer, longest = LONGEST_LINE): Dress =>
  (stream) => {
    const splitter = lineSplitter();
    let held = 0;
    const made = (lines: readonly Buffer[]): Buffer => Buffer.concat(lines.map((line) => make(line, stream)));
    const rest = (): Buffer => {
      const last = splitter.rest();
      held = 0;
      return made(last ? [Buffer.concat([last, NEWLINE])] : []);
    };
    return {
      pass: (bytes) => {
        const whole = made(splitter.push(bytes));
        const end = bytes.lastIndexOf(NEWLINE);
        held = end < 0 ? held + bytes.length : bytes.length - end - 1;
        return held > longest ? Buffer.concat([whole, rest()]) : whole;
      },
      rest,
    };
  };
