import { fstatSync, statSync } from 'node:fs';
import type { StandardInput } from './directions.ts';

/** Looks at standard input: a pipe, a socket or a file has data; a terminal and /dev/null have none. */
export const lookAtStandardInput = (): StandardInput => {
  try {
    const stats = fstatSync(0);
    if (!stats.isCharacterDevice()) return 'data';
    const isTerminal = process.getBuiltinModule('node:tty').isatty(0);
    return isTerminal || stats.rdev === statSync('/dev/null', { throwIfNoEntry: false })?.rdev ? 'nothing' : 'data';
  } catch {
    return 'nothing'; // it is closed
  }
};
