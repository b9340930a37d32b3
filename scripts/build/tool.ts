import path from 'node:path';
import type { Options } from 'tsup';
import { type Data, writeData } from './data.ts';
import { type Entries, lazyChunks, withChunks } from './lazy-chunks.ts';
import { leanYargs } from './lean-yargs.ts';

const CONDITIONS = ['proctools-source'];

// Bundled ES modules ask for import.meta.url, which CommonJS lacks. Node's pathToFileURL would cost
// a module; a path needs no more than these three characters escaped.
const IMPORT_META_URL = `const importMetaUrl = 'file://' + __filename.replace(/[%?#]/g, encodeURIComponent);`;

const options = (packageDir: string, entries: Entries): Options => ({
  entry: { ...entries },
  outDir: path.join(packageDir, 'dist'),
  clean: true,
  outExtension: () => ({ js: '.cjs' }),
  // CommonJS starts 4 to 7 ms sooner than ESM (design/startup.md).
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  silent: true,
  dts: false,
  splitting: false,
  treeshake: false,
  removeNodeProtocol: false,
  // Looking for 40 dependencies on disk costs 70 ms: everything goes into the bundle.
  noExternal: [/.*/],
  esbuildPlugins: [lazyChunks(), leanYargs()],
  esbuildOptions: (esbuild) => {
    esbuild.conditions = CONDITIONS;
    esbuild.define = { ...esbuild.define, 'import.meta.url': 'importMetaUrl' };
    esbuild.banner = { js: IMPORT_META_URL };
    // An `import()` would start Node's ESM loader; `require` of a chunk does not.
    esbuild.supported = { ...esbuild.supported, 'dynamic-import': false };
    // Names stay, so that a stack trace in a report says something.
    esbuild.minifySyntax = true;
    esbuild.minifyWhitespace = true;
    esbuild.legalComments = 'linked';
  },
});

/**
 * The tsup configuration of a tool: one self-contained CommonJS file per entry in `dist`, and one
 * per file that its sources, or core's, import dynamically; beside them `data`. Paths are relative to `packageDir`.
 */
export const tool =
  ({
    packageDir,
    entries,
    data = {},
  }: {
    readonly packageDir: string;
    readonly entries: Entries;
    readonly data?: Data;
  }) =>
  async ({ outDir = path.join(packageDir, 'dist') }: Options = {}): Promise<Options> => {
    const files = Object.entries(entries).map(([name, file]) => [name, path.resolve(packageDir, file)] as const);
    const all = await withChunks(Object.fromEntries(files), CONDITIONS);
    return { ...options(packageDir, all), onSuccess: () => writeData(outDir, packageDir, data, CONDITIONS) };
  };
