/** The format of foreman and Heroku: a line is `NAME: COMMAND LINE`, a comment, or empty. */
import { nameValue } from '@proctools/core';
import { commandWords, EXPECTED_LINE } from './command-words.ts';
import type { Content, Entry, Problem } from './entry.ts';

const LINE = /^\s*([\w-]+)\s*:\s*(.*\S)\s*$/;
const NOTHING = /^\s*(?:#.*)?$/;

const readLine = (line: string, place: string, before: readonly Entry[]): Entry | Problem => {
  const [, name, commandLine] = LINE.exec(line) ?? [];
  // What stands there may be a secret that has gone astray, so it is not repeated.
  if (name === undefined || commandLine === undefined) return { place, about: '', message: 'expected NAME: COMMAND' };
  if (nameValue.read(name) === undefined) return { place, about: name, message: `expected ${nameValue.expected}` };
  const same = before.find((entry) => entry.name === name);
  if (same) return { place, about: name, message: `it is there already, in line ${same.place}` };
  const command = commandWords(commandLine);
  return command
    ? { name, command, given: new Map(), place }
    : { place, about: name, message: `expected ${EXPECTED_LINE}` };
};

/** The entries of a Procfile, in their order. (foreman passes over lines that it does not understand.) */
export const readProcfile = (text: string): Content => {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (NOTHING.test(line)) continue;
    const found = readLine(line, String(index + 1), entries);
    if ('message' in found) problems.push(found);
    else entries.push(found);
  }
  return { entries, problems };
};
