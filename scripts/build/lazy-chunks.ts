// What is rarely needed lives in a file of its own that is read on demand: it then costs nothing
// at start. The source says so with a plain `await import('./rare.ts')`; here every such import of
// a file of ours becomes an entry `dist/rare.cjs`, and the import a `require('./rare.cjs')`.
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Source files by the name of the file that they become in dist. */
export type Entries = Readonly<Record<string, string>>;

const isOwn = (specifier: string): boolean => specifier.startsWith('.') || specifier.startsWith('@proctools/');

/** Leaves out what is not ours, and what is imported dynamically; the latter under its whole path. */
const oneFile: Plugin = {
  name: 'one-file',
  setup: ({ onResolve }) => {
    onResolve({ filter: /.*/ }, (wanted) => {
      if (wanted.kind === 'entry-point' || path.isAbsolute(wanted.path)) return undefined;
      if (!isOwn(wanted.path)) return { path: wanted.path, external: true };
      return wanted.kind === 'dynamic-import'
        ? { path: path.resolve(wanted.resolveDir, wanted.path), external: true }
        : undefined;
    });
  },
};

const plainName = (file: string): string => path.basename(file).replace(/\.[^.]+$/, '');

const add = (entries: Entries, file: string): Entries => {
  const name = plainName(file);
  const taken = entries[name];
  if (taken === file) return entries;
  if (taken) throw new Error(`two files would become dist/${name}.cjs: ${taken} and ${file}; rename one`);
  return { ...entries, [name]: file };
};

/** The files of ours that are imported dynamically by what is left of a file once it is bundled. */
const chunksOf = async (file: string, conditions: string[]): Promise<readonly string[]> => {
  const { metafile } = await build({
    entryPoints: [file],
    outdir: 'never-written',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions,
    plugins: [oneFile],
    logLevel: 'error',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return imports.filter(({ kind, path: to }) => kind === 'dynamic-import' && path.isAbsolute(to)).map((to) => to.path);
};

/** The entries and, found by following the sources, everything of ours that they import dynamically. */
export const withChunks = async (entries: Entries, conditions: string[]): Promise<Entries> => {
  let all = entries;
  const looked = new Set<string>();
  for (let file = Object.values(all)[0]; file; file = Object.values(all).find((other) => !looked.has(other))) {
    looked.add(file);
    all = (await chunksOf(file, conditions)).reduce(add, all);
  }
  return all;
};

/** An esbuild plugin that leaves the imports of chunks for the moment when they are needed. */
export const lazyChunks = (): Plugin => ({
  name: 'lazy-chunks',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\./ }, (wanted) => {
      if (wanted.kind !== 'dynamic-import' || wanted.importer.includes('node_modules')) return undefined;
      const file = path.resolve(wanted.resolveDir, wanted.path);
      return { path: `./${plainName(file)}.cjs`, external: true }; // one without an entry is in code that nobody uses
    });
  },
});
