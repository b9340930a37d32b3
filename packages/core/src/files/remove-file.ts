import { unlinkSync } from 'node:fs';
import { errorCode } from '../failure.ts';

/** Removes a file, if it is there. (rmSync would load all that it needs to remove a tree.) */
export const removeFile = (file: string): void => {
  try {
    unlinkSync(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
};
