import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { spellOut } from '../cli/quote.ts';
import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';

/** What nearly everybody calls a variable. */
const NAME = /^[A-Za-z_][\w.-]*$/;

/**
 * An assignment, a comment or nothing, to the end of the line. `parseEnv` passes over other lines, or joins them to the
 * next, each version of Node in its own way. A quoted value may go over several lines.
 */
const LINE =
  /[ \t]*(?:#[^\n]*|(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)?[^\n]*)?\r?(?:\n|$)/y;

/** The first line that is no variable. */
const wrongLine = (text: string): string | undefined => {
  for (LINE.lastIndex = 0; LINE.lastIndex < text.length; ) {
    const at = LINE.lastIndex;
    if (!LINE.test(text)) return text.slice(at).split(/\r?\n/, 1)[0];
  }
  return undefined;
};

/** The variables of a .env file. A line that is none is a Failure, not a variable fewer. */
export const parseEnvironmentFile = (file: string, text: string): Readonly<Record<string, string>> => {
  const content = text.replace(/^\ufeff/, '');
  const variables = parseEnv(content) as Record<string, string>;
  const wrong = wrongLine(content) ?? Object.keys(variables).find((name) => !NAME.test(name));
  if (wrong === undefined) return variables;
  throw new Failure(ExitCode.failed, `--env-file: ${file}: not a variable: "${spellOut(wrong).slice(0, 60)}"`, {
    hint: 'a line is NAME=VALUE, empty, or a comment that begins with #',
  });
};

/** The variables of a .env file, as `parseEnvironmentFile` reads them; a Failure when it cannot be read. */
export const readEnvironmentFile = (file: string): Readonly<Record<string, string>> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot read the environment file ${file}`, { cause: error });
  }
  return parseEnvironmentFile(file, text);
};
