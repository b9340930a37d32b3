import { StringDecoder } from 'node:string_decoder';
import type { Log } from '../logs/log.ts';
import { endOfLog, readLog } from '../logs/read.ts';
import { withoutStamp } from '../logs/stamp.ts';
import { poll } from './poll.ts';
import { plain, type Readiness } from './readiness.ts';

const EVERY_MS = 10;
const LONGEST_LINE = 1 << 16;

/** Whether a line that was added to the file since `start` matches; also one whose end is still to come. */
const watcher = (log: Log | null, start: number, matches: (line: string) => boolean): (() => boolean) => {
  const decoder = new StringDecoder();
  if (log === null) return () => false;
  let at = start;
  let line = '';
  return () => {
    const end = endOfLog(log);
    if (end < at) at = 0; // it was cut short
    while (at < end) {
      const { bytes, from } = readLog(log, at);
      if (bytes.length === 0) return false;
      at = from + bytes.length;
      const lines = (line + decoder.write(bytes)).split('\n');
      line = (lines.at(-1) ?? '').slice(-LONGEST_LINE);
      if (lines.some(matches)) return true;
    }
    return false;
  };
};

/** Ready when a line of its standard output or standard error matches. */
export const logReadiness = (pattern: RegExp): Readiness => ({
  ...plain,
  wait: ({ logs: { logs, offsets }, record }, signal) => {
    const isStamped = record.settings.logging?.time ?? false;
    const matches = (line: string): boolean => pattern.test(isStamped ? withoutStamp(line) : line);
    const found = [watcher(logs.stdout, offsets.stdout, matches), watcher(logs.stderr, offsets.stderr, matches)];
    return poll(() => found.some((isThere) => isThere()), EVERY_MS, signal);
  },
  obstacle: () => `no line of it matches ${pattern}`,
});
