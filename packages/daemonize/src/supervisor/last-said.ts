import { lastLines } from '../logs/read.ts';
import type { Happening } from '../store/journal.ts';
import type { Held } from './run.ts';

/** What was printed last is kept with an end: the log may be rotated away. */
const LAST_LINES = 10;

/** What a run has written last to standard error, as the journal has it. */
export const lastSaid = ({
  logs: { logs, offsets },
}: Pick<Held, 'logs'>): Pick<Extract<Happening, { type: 'exited' }>, 'lastLine' | 'lastLines'> => {
  const lines = lastLines(logs.stderr, LAST_LINES, offsets.stderr);
  return { lastLine: lines.at(-1) ?? null, lastLines: lines };
};
