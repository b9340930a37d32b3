/** Asks somebody at a terminal whether a command shall be run, and runs it. */
import { spawnSync } from 'node:child_process';
import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { isTerminal, makeFolder, quoteCommand, writeErr } from '@proctools/core';

const STDIN = 0;
const STDERR = 2;

/** What was typed, up to the end of the line. */
const readLine = (): string => {
  const buffer = Buffer.alloc(256);
  try {
    return buffer.toString('utf8', 0, readSync(STDIN, buffer));
  } catch {
    return ''; // a terminal that cannot be read agrees to nothing
  }
};

/** True when it was run, and succeeded; false where nobody can be asked. `folder` is made for it. */
export const offer = (why: string, command: readonly [string, ...string[]], folder: string): boolean => {
  if (!isatty(STDIN) || !isTerminal(STDERR)) return false;
  writeErr(`mkbin: ${why}\n  run this now: ${quoteCommand(command)} [y/N] `);
  if (!/^y(?:es)?$/i.test(readLine().trim())) return false;
  makeFolder(folder, 0o700);
  const [file, ...operands] = command;
  return spawnSync(file, operands, { cwd: folder, stdio: ['ignore', STDERR, STDERR] }).status === 0;
};
