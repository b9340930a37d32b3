// Files of data that are made of what a source exports, such as a JSON schema from the record of the options: so they
// cannot differ from it, and are not committed.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { lazyChunks } from './lazy-chunks.ts';

/** By the name of the file, the source, and the name under which it exports what is in the file. */
export type Data = Readonly<Record<string, { readonly file: string; readonly exported: string }>>;

/** What a module of ours exports. Bundled first, since plain Node finds no sources of packages. */
const load = async (file: string, conditions: string[]): Promise<Readonly<Record<string, unknown>>> => {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    conditions,
    plugins: [lazyChunks()],
    logLevel: 'error',
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
};

/** Writes them as JSON to a folder; the sources are relative to `packageDir`. */
export const writeData = async (
  folder: string,
  packageDir: string,
  data: Data,
  conditions: string[],
): Promise<void> => {
  for (const [name, { exported, file }] of Object.entries(data)) {
    const module = await load(path.resolve(packageDir, file), conditions);
    if (module[exported] === undefined) throw new Error(`${file} exports no ${exported}`);
    writeFileSync(path.join(folder, name), `${JSON.stringify(module[exported], undefined, 2)}\n`);
  }
};
