import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';

/** Makes a FIFO for its owner alone, if it is not there. (Node has no mkfifo(3).) */
export const makeFifo = (file: string): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
  const { error, stderr } = spawnSync('mkfifo', ['-m', '600', file], { encoding: 'utf8' });
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) return;
  throw new Failure(ExitCode.failed, `cannot make the FIFO ${file}`, { cause: error ?? new Error(stderr.trim()) });
};
