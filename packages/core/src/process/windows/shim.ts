// A shim is a batch file that stands for a script, so that it can be typed as a command. Running it through cmd.exe loses
// line breaks, expands `%`, and asks "Terminate batch job (Y/N)?" at Ctrl-C. So it is read, and what it would run is run.
// All that npm, pnpm, yarn, corepack and deno have ever written are made of the few statements in batch-statement.ts. One
// line of any other kind, and the file is not taken for a shim.
import { isCmd } from './batch-line.ts';
import { play, type Surroundings } from './batch-play.ts';
import { readStatement, type Statement } from './batch-statement.ts';

/** What a shim runs. Its own operands come before the user's. */
export interface Shim {
  readonly program: string;
  readonly operands: readonly string[];
  /** What it sets for the program. */
  readonly variables: Readonly<Record<string, string>>;
}

const LONGEST = 16_000; // machine.ts reads a little more; what fills it was cut

const SUBROUTINE = ':find_dp0\nSET dp0=%~dp0\nEXIT /b\n';

/** Without the subroutine that sets dp0, in the two places where it has stood. */
const linesOf = (text: string): readonly string[] =>
  `${text.replaceAll('\r\n', '\n')}\n`
    .replace(`GOTO start\n${SUBROUTINE}:start\n`, '')
    .replace(/(?<=^EXIT \/b(?: %errorlevel%)?\n):find_dp0\nSET dp0=%~dp0\nEXIT \/b\n+$/m, '')
    .split('\n');

const isKnown = (statement: Statement | undefined): statement is Statement => statement !== undefined;

const statementsOf = (text: string): readonly Statement[] | undefined => {
  if (text.length > LONGEST || /[\0\ufffd]/.test(text)) return undefined;
  const statements = linesOf(text).map(readStatement);
  return statements.every(isKnown) ? statements : undefined;
};

/** The variables that a shim needs for itself. */
const isInternal = (name: string): boolean => /^(?:DP0|_PROG|NODE_EXE|NP[MX]_\w+)$/.test(name);

/** `cmd /C FILE` stands for the file; cmd.exe would read the user's operands once more. */
const withoutCmd = (words: readonly string[]): readonly string[] =>
  isCmd(words[0] ?? '') && /^\/c$/i.test(words[1] ?? '') ? words.slice(2) : words;

/** Reads what a batch file would run; undefined when it is not for certain a shim. */
export const readShim = (text: string, around: Surroundings): Shim | undefined => {
  const state = play(statementsOf(text) ?? [], around);
  const [program, ...operands] = withoutCmd(state?.words ?? []);
  if (!program || !state || isCmd(program)) return undefined;
  const kept = Object.entries(state.variables).filter(([name]) => !isInternal(name));
  return { program, operands, variables: Object.fromEntries(kept) };
};
