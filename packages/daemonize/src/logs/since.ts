/**
 * Where in a log the lines since some time begin. The command writes to the file itself, so a line
 * has the time that the command gave it, or none; of the rest we know when each run began, how long
 * the file was then, and when it was last written to.
 */
import { statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { DaemonEvent } from '../store/journal.ts';
import type { Log } from './log.ts';
import { endOfLog, readLogSpan } from './read.ts';

export interface Since {
  readonly from: number;
  /** False when the lines of the first run shown carry no time, so that all of that run is shown. */
  readonly exact: boolean;
}

const ISO = /^\W{0,2}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/;
const JSON_FIELD = /^\{.*?"(?:time|timestamp|@timestamp|ts)":\s*(?:"([^"]+)"|(\d{10,13}(?:\.\d+)?))/;

/** The time that a line begins with, or that a JSON line has, in milliseconds since 1970; NaN when there is none. */
export const timeOfLine = (line: string): number => {
  const iso = ISO.exec(line)?.[1];
  if (iso !== undefined) return Date.parse(iso.replace(',', '.').replace(' ', 'T'));
  const [, text, number] = JSON_FIELD.exec(line) ?? [];
  if (number !== undefined) return Number(number) * (number.split('.')[0]?.length === 10 ? 1_000 : 1);
  return Date.parse(text ?? '');
};

type Started = Extract<DaemonEvent, { type: 'started' }>;

/** The run that was under way at `cutoff`; when none was, the first one after it; else the last one. */
const runAt = (cutoff: number, events: readonly DaemonEvent[]): Started | undefined => {
  const turns = events.filter(({ type }) => ['started', 'start-failed', 'exited', 'stopped'].includes(type));
  const later = turns.findIndex(({ time }) => Date.parse(time) > cutoff);
  const before = later < 0 ? turns : turns.slice(0, later);
  const last = before.at(-1);
  if (last?.type === 'started') return last;
  const isStart = (event: DaemonEvent): event is Started => event.type === 'started';
  return turns.slice(before.length).find(isStart) ?? before.findLast(isStart);
};

/** Lines without a time belong to the line before them. */
const firstLineSince = (log: Log, from: number, to: number, cutoff: number): { found: number; sawTime: boolean } => {
  const decoder = new StringDecoder('latin1'); // one character a byte, so that lengths are offsets
  let rest = '';
  let at = from;
  let sawTime = false;
  for (const block of readLogSpan(log, from, to)) {
    const lines = (rest + decoder.write(block)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const time = timeOfLine(line);
      sawTime ||= !Number.isNaN(time);
      if (time >= cutoff) return { found: at, sawTime };
      at += line.length + 1;
    }
  }
  const time = timeOfLine(rest); // the last line may still be without its newline
  sawTime ||= !Number.isNaN(time);
  return { found: time >= cutoff ? at : to, sawTime };
};

/** The place in the log of one stream from which on lines are not older than `cutoff`. */
export const offsetSince = (
  log: Log,
  stream: 'stdout' | 'stderr',
  cutoff: number,
  events: readonly DaemonEvent[],
): Since => {
  const found = statSync(log.file, { throwIfNoEntry: false });
  const end = endOfLog(log);
  if (!found || found.mtimeMs < cutoff) return { from: end, exact: true };
  const run = runAt(cutoff, events);
  const from = Math.min(run?.logOffsets[stream] ?? 0, end);
  const isEmpty = from === end;
  if (isEmpty || (run && Date.parse(run.time) >= cutoff)) return { from, exact: true };
  const { found: offset, sawTime } = firstLineSince(log, from, end, cutoff);
  return sawTime ? { from: offset, exact: true } : { from, exact: false };
};
