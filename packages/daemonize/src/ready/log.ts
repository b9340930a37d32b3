import { statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { readSpan } from '../logs/tail.ts';
import { poll } from './poll.ts';
import { plain, type Readiness } from './readiness.ts';

const EVERY_MS = 10;
const LONGEST_LINE = 1 << 16;

/** Whether a line that was added to the file since `start` matches; also one whose end is still to come. */
const watcher = (file: string, start: number, pattern: RegExp): (() => boolean) => {
  const decoder = new StringDecoder();
  let at = start;
  let line = '';
  return () => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? at;
    if (size < at) at = 0; // it was cut short
    for (const block of readSpan(file, at, size)) {
      at += block.length;
      const lines = (line + decoder.write(block)).split('\n');
      line = (lines.at(-1) ?? '').slice(-LONGEST_LINE);
      if (lines.some((text) => pattern.test(text))) return true;
    }
    return false;
  };
};

/** Ready when a line of its standard output or standard error matches. */
export const logReadiness = (pattern: RegExp): Readiness => ({
  ...plain,
  wait: ({ logs: { offsets, paths } }, signal) => {
    const found = [watcher(paths.stdout, offsets.stdout, pattern), watcher(paths.stderr, offsets.stderr, pattern)];
    return poll(() => found.some((isThere) => isThere()), EVERY_MS, signal);
  },
  obstacle: () => `no line of it matches ${pattern}`,
});
