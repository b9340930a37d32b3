/** The whole of a terminal, drawn again and again; what was on it before comes back in the end. */
import { writeOut } from '../cli/output.ts';

export interface Screen {
  /** Shows these lines, as far as they fit, in the place of what was there, and below them what `foot` says of those that do not. */
  readonly draw: (lines: readonly string[], foot: (hidden: number) => string) => void;
  /** Gives the terminal back. */
  readonly leave: () => void;
  /** Takes it again. */
  readonly enter: () => void;
}

const ESCAPE = '\u001b[';
/** The other screen of the terminal, without a cursor, and where a long line is cut; and back. See the control sequences of xterm(1). */
const [ENTER, LEAVE] = [`${ESCAPE}?1049h${ESCAPE}?25l${ESCAPE}?7l`, `${ESCAPE}?7h${ESCAPE}?25h${ESCAPE}?1049l`];
const [HOME, REST_OF_LINE, REST_OF_SCREEN] = [`${ESCAPE}H`, `${ESCAPE}K`, `${ESCAPE}J`];

/** Of a terminal that does not know how high it is. */
const ROWS = 24;

/** What fits into so many rows, the foot in any case. */
export const screenful = (
  lines: readonly string[],
  foot: (hidden: number) => string,
  rows: number,
): readonly string[] => {
  const shown = lines.slice(0, Math.max(rows - 1, 0));
  const gap = rows - shown.length >= 2 ? [''] : [];
  return [...shown, ...gap, foot(lines.length - shown.length)];
};

/** Takes the terminal that standard output is. */
export const takeScreen = (): Screen => {
  writeOut(ENTER);
  return {
    draw: (lines, foot) => {
      const drawn = screenful(lines, foot, process.stdout.rows || ROWS);
      writeOut(`${HOME}${drawn.map((line) => `${line}${REST_OF_LINE}`).join('\r\n')}${REST_OF_SCREEN}`);
    },
    leave: () => writeOut(LEAVE),
    enter: () => writeOut(ENTER),
  };
};
