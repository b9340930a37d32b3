import { closeSync, constants, openSync } from 'node:fs';

/** Whether this process has a controlling terminal, wherever its standard streams go. tty(4) */
export const hasControllingTerminal = (): boolean => {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY));
    return true;
  } catch {
    return false; // ENXIO, or no such file
  }
};
