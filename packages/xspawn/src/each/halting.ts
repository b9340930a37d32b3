import type { Halt } from '../options.ts';

/** A share says little while few have failed: as with GNU parallel, so many have to. */
const FEWEST = 3;

/** Whether a batch is to be halted after so many jobs have ended, and so many of them failed. */
export const isToHalt = (halt: Halt | undefined, ended: number, failed: number): boolean => {
  if (halt === undefined) return false;
  const { type, value } = halt.fail;
  return type === 'count' ? failed >= value : failed >= FEWEST && failed * 100 >= value * ended;
};
