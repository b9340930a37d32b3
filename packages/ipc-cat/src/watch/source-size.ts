import { fstatSync, readFileSync, statSync } from 'node:fs';
import type { Named } from '../address/address.ts';

const STDIN = 0;

/** Where standard input, when it is a file, stands; where the system does not tell, at its beginning. proc(5) */
const offset = (): number => {
  try {
    return Number(/^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${STDIN}`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** How many bytes will come from there, where that is known: from a file, as it is now. */
export const sourceSize = ({ address }: Named): number | undefined => {
  try {
    if (address.type === 'stdio') {
      const stats = fstatSync(STDIN);
      return stats.isFile() ? Math.max(stats.size - offset(), 0) : undefined;
    }
    if (address.type !== 'file') return undefined;
    const stats = statSync(address.path);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined; // to open it says why
  }
};
