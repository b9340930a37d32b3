/**
 * In one file with all that it imports, every file would take itself for the one that was run, or none. While they are
 * put together the answer is known: true in the script, false in what it imports.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Loader, Plugin } from 'esbuild';
import { findMainGuards } from '../../script/main-guard.ts';

/** The same text, each question answered, every line in its place. */
export const settleGuards = (text: string, file: string, isMain: boolean): string => {
  let settled = '';
  let from = 0;
  for (const { at, length, isNegated } of findMainGuards(text, file)) {
    const lineBreaks = text.slice(at, at + length).replace(/[^\n]/g, '');
    settled += `${text.slice(from, at)}${isMain !== isNegated}${lineBreaks}`;
    from = at + length;
  }
  return settled + text.slice(from);
};

const LOADERS: Readonly<Record<string, Loader>> = {
  '.js': 'js',
  '.cjs': 'js',
  '.mjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.cts': 'ts',
  '.mts': 'ts',
  '.tsx': 'tsx',
};

/** Packages are left as they are: theirs ask `require.main === module`, which esbuild keeps false. */
export const settlingGuards = (main: string): Plugin => ({
  name: 'settling-guards',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.[cm]?[jt]sx?$|(?:^|[\\/])[^.\\/]+$/, namespace: 'file' }, ({ path: file }) => {
      if (/[\\/]node_modules[\\/]/.test(file)) return undefined;
      const text = readFileSync(file, 'utf8').replace(/^\uFEFF?\s*(?=#!)|^\uFEFF/, ''); // what would be in front of #!
      const loader = LOADERS[path.extname(file)] ?? 'js';
      return { contents: settleGuards(text, file, file === main), loader };
    });
  },
});
