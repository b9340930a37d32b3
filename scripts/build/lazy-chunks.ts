// What is rarely needed lives in a file of its own that is read on demand: it then costs nothing
// at start. The source says so with a plain `await import('./rare.ts')`; here every such import of
// a file of ours becomes an entry `dist/rare.cjs`, and the import a `require('./rare.cjs')`.
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Source files by the name of the file that they become in dist. */
export type Entries = Readonly<Record<string, string>>;

const isOwn = (specifier: string): boolean => specifier.startsWith('.') || specifier.startsWith('@proctools/');

const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, (wanted) =>
      wanted.kind === 'entry-point' || path.isAbsolute(wanted.path) || isOwn(wanted.path)
        ? undefined
        : { path: wanted.path, external: true },
    );
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

/** The entries and, found by following the sources, everything of ours that they import dynamically. */
export const withChunks = async (entries: Entries, conditions: string[]): Promise<Entries> => {
  const { metafile } = await build({
    entryPoints: { ...entries },
    outdir: 'never-written',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions,
    absWorkingDir: process.cwd(),
    plugins: [packagesOutside],
    logLevel: 'error',
  });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0),
  );
  return used
    .flatMap((file) => metafile.inputs[file]?.imports ?? [])
    .filter((wanted) => wanted.kind === 'dynamic-import' && !wanted.external)
    .map((wanted) => path.resolve(wanted.path))
    .reduce(add, entries);
};

/** An esbuild plugin that leaves the imports of chunks for the moment when they are needed. */
export const lazyChunks = (entries: Entries): Plugin => ({
  name: 'lazy-chunks',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\./ }, (wanted) => {
      if (wanted.kind !== 'dynamic-import' || wanted.importer.includes('node_modules')) return undefined;
      const file = path.resolve(wanted.resolveDir, wanted.path);
      const name = plainName(file);
      if (entries[name] !== file) return { errors: [{ text: `${wanted.path} has no entry of its own` }] };
      return { path: `./${name}.cjs`, external: true };
    });
  },
});
