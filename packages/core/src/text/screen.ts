/** The whole of a terminal, drawn again and again; what was on it before comes back in the end. */
import { writeOut } from '../cli/output.ts';

export interface Screen {
  /** Shows these lines, as far as they fit, in the place of what was there. */
  readonly draw: (text: string) => void;
  /** Gives the terminal back. */
  readonly leave: () => void;
  /** Takes it again. */
  readonly enter: () => void;
}

const ESCAPE = '\u001b[';
/** The other screen of the terminal, without a cursor; and back. See the control sequences of xterm(1). */
const [ENTER, LEAVE] = [`${ESCAPE}?1049h${ESCAPE}?25l`, `${ESCAPE}?25h${ESCAPE}?1049l`];
const [HOME, REST_OF_LINE, REST_OF_SCREEN] = [`${ESCAPE}H`, `${ESCAPE}K`, `${ESCAPE}J`];

/** Of a terminal that does not know how high it is. */
const ROWS = 24;

/** Takes the terminal that standard output is. */
export const takeScreen = (): Screen => {
  writeOut(ENTER);
  return {
    draw: (text) => {
      const lines = text.split('\n').slice(0, Math.max((process.stdout.rows || ROWS) - 1, 1));
      writeOut(`${HOME}${lines.map((line) => `${line}${REST_OF_LINE}\r\n`).join('')}${REST_OF_SCREEN}`);
    },
    leave: () => writeOut(LEAVE),
    enter: () => writeOut(ENTER),
  };
};
