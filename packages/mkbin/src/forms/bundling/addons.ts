/** Compiled parts of packages: the system loads them from files of their own, so they cannot be inside another. */
import type { Plugin } from 'esbuild';

/** By which packages find their compiled part while they run. */
const FINDERS = /^(?:bindings|node-gyp-build|@mapbox\/node-pre-gyp)$/;

/** Collects the files that need something compiled, instead of stumbling over it. */
export const collectingAddons = (importers: string[]): Plugin => ({
  name: 'collecting-addons',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\.node$/ }, ({ path: file, importer }) => {
      importers.push(importer);
      return { path: file, external: true };
    });
    onResolve({ filter: FINDERS }, ({ importer }) => {
      importers.push(importer);
      return undefined;
    });
  },
});

/** The package that a file belongs to; the file itself when it belongs to none. */
export const packageOf = (file: string): string =>
  /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]?.replaceAll('\\', '/') ?? file;
