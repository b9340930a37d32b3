import { parseEnv } from 'node:util';
import { ExitCode, Failure, spellOut } from '@proctools/core';

/** What nearly everybody calls a variable; and what `parseEnv` makes of a line without `=` is none. */
const NAME = /^[A-Za-z_][\w.-]*$/;

/** The variables of a .env file. A line that is none is a Failure, not a variable fewer. */
export const parseEnvironmentFile = (file: string, text: string): Readonly<Record<string, string>> => {
  const variables = parseEnv(text) as Record<string, string>;
  const wrong = Object.keys(variables).find((name) => !NAME.test(name));
  if (wrong === undefined) return variables;
  const line = spellOut(wrong.split('\n')[0] ?? '').slice(0, 60);
  throw new Failure(ExitCode.failed, `--env-file: ${file}: not a variable: "${line}"`, {
    hint: 'a line is NAME=VALUE, empty, or a comment that begins with #',
  });
};
