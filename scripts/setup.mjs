// @ts-check
// Installs what the lock file says and, asked for "build", builds every package.
// Plain JavaScript, because it runs before anything is installed. Both steps are
// skipped when nothing they depend on has changed since they last succeeded.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const stamps = path.join(root, '.cache', 'setup');
const PNPM_MAJOR = 12;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`proctools needs Node 20.19 or newer; this is ${process.version}`);
  process.exit(1);
}

/** @param {string} file @returns {string[]} every file below, or the file itself */
const filesBelow = (file) => {
  if (!statSync(file, { throwIfNoEntry: false })) return [];
  if (!statSync(file).isDirectory()) return [file];
  return readdirSync(file)
    .filter((name) => name !== 'node_modules' && name !== 'dist' && name !== 'test' && !name.startsWith('.dist-'))
    .flatMap((name) => filesBelow(path.join(file, name)));
};

/** @param {string[]} files */
const digest = (files) => {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const file of files.sort()) hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
};

/**
 * Runs `work` unless it already succeeded for the same inputs and `product` is still there.
 * @param {string} name @param {string[]} inputs @param {string[]} products @param {() => void} work
 */
const once = (name, inputs, products, work) => {
  const stamp = path.join(stamps, name);
  const now = digest(inputs.flatMap((input) => filesBelow(path.join(root, input))));
  const missing = products.some((product) => !statSync(path.join(root, product), { throwIfNoEntry: false }));
  if (!missing && statSync(stamp, { throwIfNoEntry: false }) && readFileSync(stamp, 'utf8') === now) return;
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, now);
};

/** @param {string} command @param {string[]} operands */
const run = (command, operands) => {
  const shell = process.platform === 'win32' && command !== process.execPath; // npm and pnpm are batch files there
  const { status, error } = spawnSync(command, operands, { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

/** The pnpm on PATH when it is of our major version, else one that npm keeps in its cache. @returns {[string, string[]]} */
const pnpm = () => {
  const { stdout } = spawnSync('pnpm', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  if (stdout && Number.parseInt(stdout, 10) === PNPM_MAJOR) return ['pnpm', []];
  return ['npm', ['exec', '--yes', `--package=pnpm@${PNPM_MAJOR}`, '--', 'pnpm']];
};

const packages = readdirSync(path.join(root, 'packages')).filter((name) =>
  statSync(path.join(root, 'packages', name, 'package.json'), { throwIfNoEntry: false }),
);
const manifests = ['package.json', ...packages.map((name) => `packages/${name}/package.json`)];

once('install', ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests], ['node_modules/.bin/tsup'], () => {
  const [command, operands] = pnpm();
  run(command, [...operands, 'install', '--frozen-lockfile', '--reporter=append-only']);
});

if (process.argv[2] === 'build') {
  const inputs = ['pnpm-lock.yaml', 'tsconfig.base.json', 'packages', 'scripts/build'];
  once(
    'build',
    inputs,
    packages.map((name) => `packages/${name}/dist`),
    () => {
      run(process.execPath, [path.join(root, 'node_modules/tsx/dist/cli.mjs'), 'scripts/build/all.ts']);
    },
  );
}
