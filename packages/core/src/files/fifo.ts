import { closeSync, constants, openSync, statSync } from 'node:fs';
import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';

/** Makes a FIFO for its owner alone, if it is not there. (Node has no mkfifo(3).) */
export const makeFifo = (file: string): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
  const { spawnSync } = process.getBuiltinModule('node:child_process'); // 1 ms, and mostly there is nothing to make
  const { error, stderr } = spawnSync('mkfifo', ['-m', '600', file], { encoding: 'utf8' });
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
  throw new Failure(ExitCode.failed, `cannot make the FIFO ${file}`, { cause: error ?? new Error(stderr.trim()) });
};

/**
 * Opens a FIFO for reading, without waiting for a writer, so that poll(2) tells its end also when its writers had gone before: Linux
 * tells the end only to those who have seen a writer. So we are one, for a moment. Throws the system's error.
 */
export const openFifoToRead = (file: string): number => {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {} // it may be read, and not written; then its writer had better be there
  return descriptor;
};
