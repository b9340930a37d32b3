// A journal with a long history, for what reads one.
import path from 'node:path';
import type { OneDaemon } from './one-daemon.ts';

export const journalOf = ({ here }: Pick<OneDaemon, 'here'>): string =>
  path.join(here.state, 'server', 'events.ndjson');

export const line = (event: object): string => `${JSON.stringify({ time: '2026-01-02T03:04:05.678Z', ...event })}\n`;

export const end = (pid: number): string =>
  line({ type: 'exited', pid, exit: { code: 3 }, uptimeMs: 500, lastLine: 'oops', lastLines: ['oops'] }) +
  line({ type: 'restarting', afterMs: 30_000, inARow: pid });

/** At least so many bytes of them. */
export const manyEnds = (bytes: number): string => {
  const [lines, count] = [end(1), Math.ceil(bytes / end(1).length)];
  return lines.repeat(count);
};
