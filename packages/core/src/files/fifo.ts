import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';

/** Makes a FIFO for its owner alone, if it is not there. (Node has no mkfifo(3).) */
export const makeFifo = (file: string): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
  const { error, stderr } = spawnSync('mkfifo', ['-m', '600', file], { encoding: 'utf8' });
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
  throw new Failure(ExitCode.failed, `cannot make the FIFO ${file}`, { cause: error ?? new Error(stderr.trim()) });
};

/**
 * Has poll(2) tell the end of a FIFO that is open for reading, without waiting, also when its writers had gone before it was opened: Linux
 * tells the end only to those who have seen a writer. So we are one, for a moment.
 */
export const expectEndOfFifo = (file: string): void => {
  try {
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {} // it may be read, and not written; then its writer had better be there
};
