import { closeSync, constants, openSync } from 'node:fs';

export const NOTHING = '/dev/null';

/** Closes it for whoever is at its other end. Its number stays taken: the next file to be opened must not be standard output. */
export const letGo = (descriptor: number): void => {
  try {
    closeSync(descriptor);
    if (descriptor <= 2) openSync(NOTHING, constants.O_RDWR);
  } catch {} // it was not open
};
