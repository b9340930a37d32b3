import { formatSize, writeErr } from '@proctools/core';
import type { Making } from '../forms/make.ts';

/** Says how big an executable will be, before the seconds that it takes. */
export const announcerFor =
  (name: string, { quiet }: { readonly quiet: boolean }): Making['announce'] =>
  ({ bytes, version }) => {
    if (!quiet) writeErr(`${name}: building ${formatSize(bytes)}, nearly all of it Node ${version}\n`);
  };
