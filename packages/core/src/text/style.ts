import { isTerminal } from './terminal.ts';

type Paint = (text: string) => string;

/** Functions that dress a text for one stream, or leave it alone. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const plain: Paint = (text) => text;

const between =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const coloured: Style = {
  bold: between(1, 22),
  dim: between(2, 22),
  red: between(31, 39),
  green: between(32, 39),
  yellow: between(33, 39),
  cyan: between(36, 39),
};

const uncoloured: Style = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

/** FORCE_COLOR before NO_COLOR, as Node itself has it; undefined when the environment says nothing. */
const wishOf = (env: NodeJS.ProcessEnv): boolean | undefined => {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return undefined;
};

/**
 * The style for standard output (1) or standard error (2): in colour when that is a terminal and
 * neither `--no-color`, NO_COLOR (https://no-color.org) nor TERM=dumb says otherwise.
 */
export const styleFor = (descriptor: 1 | 2, noColor: boolean, env: NodeJS.ProcessEnv = process.env): Style =>
  !noColor && (wishOf(env) ?? isTerminal(descriptor)) ? coloured : uncoloured;
