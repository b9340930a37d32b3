import type { Readable } from 'node:stream';

/** Nothing came in a turn of the event loop in which it was looked for. */
const QUIET_TURNS = 2;

/**
 * Resolves when all has been read that was written to a pipe so far. Its end may come late, or never: what a command
 * leaves in the background has the pipe, too.
 */
export const untilQuiet = (stream: Readable | null): Promise<void> =>
  new Promise((resolve) => {
    if (!stream || stream.destroyed) return resolve();
    let quiet = 0;
    let isOver = false;
    const hear = (): void => {
      quiet = 0;
    };
    const finish = (): void => {
      if (isOver) return;
      isOver = true;
      stream.off('data', hear).off('close', finish);
      resolve();
    };
    const look = (): void => {
      quiet += 1;
      if (quiet > QUIET_TURNS) finish();
      else if (!isOver) setImmediate(look);
    };
    stream.on('data', hear).once('close', finish);
    look();
  });
