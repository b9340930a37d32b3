import { fstatSync, statSync } from 'node:fs';
import { positionOfDescriptor } from '@proctools/core';
import type { Named } from '../address/address.ts';

const STDIN = 0;

/** How many bytes will come from there, where that is known: from a file, as it is now. */
export const sourceSize = ({ address }: Named): number | undefined => {
  try {
    if (address.type === 'stdio') {
      const stats = fstatSync(STDIN);
      return stats.isFile() ? Math.max(stats.size - (positionOfDescriptor(STDIN) ?? 0), 0) : undefined;
    }
    if (address.type !== 'file') return undefined;
    const stats = statSync(address.path);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined; // to open it says why
  }
};
