/** The file of `--tap`: a line of JSON for each message that passes. It is written before the message goes on. */
import { open } from 'node:fs/promises';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import type { ChannelEvent } from './events.ts';

export type Direction = 'to-child' | 'from-child';

export interface TapLog {
  /** Lines of JSON. Settles when they are in the file. Never rejects: the messages are worth more. */
  write(direction: Direction, lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Nobody else is to read what two processes say to each other. */
const MODE = 0o600;

const textOf = (direction: Direction, lines: readonly string[]): string => {
  const head = `{"time":"${new Date().toISOString()}","direction":"${direction}","message":`;
  return lines.map((line) => `${head}${line}}\n`).join('');
};

/** Opens the log to write at its end. A Failure when it cannot be. */
export const openTapLog = async (file: string, tell: (event: ChannelEvent) => void): Promise<TapLog> => {
  const handle = await open(file, 'a', MODE).catch((cause) => {
    throw new Failure(ExitCode.failed, `--tap: cannot open ${file}`, { cause });
  });
  let isBroken = false;
  let last = Promise.resolve();
  const append = async (text: string): Promise<void> => {
    if (isBroken) return;
    try {
      await handle.appendFile(text);
    } catch (error) {
      isBroken = true;
      tell({ type: 'tap-failed', file, reason: errorCode(error) ?? String(error) });
    }
  };
  return {
    write: (direction, lines) => {
      last = last.then(() => append(textOf(direction, lines))); // both directions write
      return last;
    },
    close: () => handle.close().catch(() => {}),
  };
};
