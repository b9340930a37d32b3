import path from 'node:path';
import { commandLineOf } from '@proctools/core';

/** Who has taken an orphan in: `init (1)`, or another that takes them in, by its name. PR_SET_CHILD_SUBREAPER(2const) */
export const sayAdopter = (pid: number): string =>
  pid === 1 ? 'init (1)' : `${path.basename(commandLineOf(pid)[0] ?? 'a process')} (${pid}), a subreaper`;
