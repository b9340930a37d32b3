import { usageFailure } from '@proctools/core';
import { parseArgsStringToArgv } from 'string-argv';

/** The words of a command line, held together by quotes; nothing in it means anything to a shell. */
export const wordsOf = (line: string, what: string): readonly [string, ...string[]] => {
  if (/['"]/.test(line.replace(/'[^']*'|"[^"]*"/g, '_'))) throw usageFailure(`${what}: a quote is not closed`);
  const [first, ...rest] = parseArgsStringToArgv(line);
  if (!first) throw usageFailure(`${what}: the command is missing`);
  return [first, ...rest];
};
