import type { ManualSection } from '@proctools/core';

/** What the manual page tells besides the options. */
export const manual: readonly ManualSection[] = [
  {
    title: 'DESCRIPTION',
    body: ['ipc-cat joins two addresses; the second is standard input and output when it is left out.'],
  },
];
