// Builds every package that has a tsup.config.ts, as many at a time as there are processors.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const packages = path.resolve(import.meta.dirname, '../../packages');
const tsup = path.join(
  path.dirname(createRequire(import.meta.url).resolve('tsup/package.json')),
  'dist/cli-default.js',
);

/** The old files go and the new ones come between two renames, so that whoever runs them meanwhile finds them. */
const replaceFolder = (folder: string, by: string): void => {
  const old = `${by}.old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(by, folder);
  rmSync(old, { recursive: true, force: true });
};

const build = async (name: string): Promise<void> => {
  const folder = path.join(packages, name);
  const fresh = path.join(folder, `.dist-${process.pid}`);
  const child = spawn(process.execPath, [tsup, '--silent', '--out-dir', fresh], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    // Node 20 reads this file of certificates at every start: 30 ms, and a build fetches nothing.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
  });
  const [code] = await once(child, 'exit');
  if (code === 0) replaceFolder(path.join(folder, 'dist'), fresh);
  rmSync(fresh, { recursive: true, force: true });
  if (code !== 0) throw new Error(`packages/${name} was not built`);
};

const waiting = readdirSync(packages).filter((name) => existsSync(path.join(packages, name, 'tsup.config.ts')));

const buildInTurn = async (): Promise<void> => {
  for (let name = waiting.shift(); name; name = waiting.shift()) await build(name);
};

try {
  await Promise.all(Array.from({ length: availableParallelism() }, buildInTurn));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
