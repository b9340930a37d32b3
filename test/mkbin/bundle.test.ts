// `--bundle` and `--exe`, as a user has them: from an empty folder, without what they were made of.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { installedMajors, nodePath } from '../../scripts/nodes.ts';
import { testWith } from '../contract/tools.ts';
import { searchPath } from '../rig/environment.ts';
import { executable, type Literal } from '../rig/files.ts';
import { repository, toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectRefused, shop, tree } from './shop.ts';

/** It has `--build-sea`, and takes ES modules. */
const NEWEST = '26';

const PROGRAM: Literal = {
  'src/hello.ts': `import { pathToFileURL } from 'node:url';
import { paint } from 'paint';
import { greeting } from './greeting.ts';
enum Level { Low = 3 }
if (import.meta.url === pathToFileURL(process.argv[1]!).href) console.log(paint(greeting), Level.Low, ...process.argv.slice(2));
`,
  'src/greeting.ts': `export const greeting: string = 'hello';\nif (import.meta.main) console.log('WRONG');\n`,
  'src/node_modules/paint/package.json': '{ "main": "main.cjs" }',
  'src/node_modules/paint/main.cjs': `exports.paint = (text) => require('node:util').format('<%s>', text);`,
};

test.each(['bundle', 'exe'])(
  '--%s of a TypeScript program with packages runs when all of that is gone',
  async (form) => {
    const { bin, here, install } = shop(PROGRAM);
    const { stderr, stdout } = await install(`--${form}`, 'src/hello.ts');
    expect(stdout).toBe(`hello: installed, ~/.local/bin/hello (${form} of ${here.work}/src/hello.ts)\n`);
    rmSync(path.join(here.work, 'src'), { recursive: true });
    const PATH = form === 'exe' ? '/nonexistent' : searchPath();
    const run = (file: string) => here.run(file, ['a b', '--help', '$HOME'], { environment: { PATH } });
    const answer = { code: 0, signal: null, stdout: '<hello> 3 a b --help $HOME\n', stderr: '' };
    expect(await run(path.join(bin, 'hello'))).toEqual(answer);
    await here.run('ln', ['-s', path.join(bin, 'hello'), 'linked']);
    expect(await run(path.join(here.work, 'linked'))).toEqual(answer);
    if (form === 'exe') {
      expect(stderr).toMatch(new RegExp(`^hello: building \\d+M, nearly all of it Node ${process.version}\n`));
      expect(statSync(path.join(bin, 'hello')).size).toBeGreaterThan(50e6);
    }
  },
);

test('a second bundle of the same is unchanged, one of a changed script is an update', async () => {
  const { command, here, install } = shop({ 'hello.js': 'console.log(1);' });
  await install('--bundle', 'hello.js');
  expect((await install('--bundle', 'hello.js')).stdout).toMatch(/^hello: unchanged/);
  here.write({ 'hello.js': 'console.log(2);' });
  expect((await install('--bundle', 'hello.js')).stdout).toMatch(/^hello: updated/);
  expect((await command('hello')).stdout).toBe('2\n');
});

test('a dry run of an executable builds what it tells of, and leaves nothing', async () => {
  const { here, mkbin } = shop({ 'hello.js': 'console.log(1);' });
  const before = tree(here.root);
  const { code, stderr, stdout } = await mkbin('--exe', '--dry-run', 'hello.js');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^# .*\/hello: \d+M that no shell can write\n$/),
  });
  expect(stderr).toMatch(/^hello: building/);
  expect(tree(here.root)).toEqual(before);
});

test('interrupted while it builds, nothing is left, and mkbin dies by the signal', async () => {
  const { bin, here } = shop({ 'hello.js': 'console.log(1);' });
  const running = here.start(toolPath('mkbin'), ['--exe', 'hello.js']);
  await until(() => readdirSync(here.temporary).some((name) => name.startsWith('mkbin-')), 'it builds');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(readdirSync(here.temporary)).toEqual([]);
  expect(readdirSync(bin)).toEqual([]);
});

test(`Node ${NEWEST} builds an executable by itself, and it runs without any Node`, async ({ skip }) => {
  if (!installedMajors().includes(NEWEST)) skip(`Node ${NEWEST} is not in the cache`);
  const script = 'console.log(process.version, ...process.argv.slice(2), await Promise.resolve("awaited"));';
  const { bin, here } = shop({ 'hello.mjs': script });
  const node = nodePath(NEWEST);
  const { stdout: version } = await here.run(node, ['--version']);
  expect(await here.run(node, [toolPath('mkbin'), '--no-check', '--exe', 'hello.mjs'])).toMatchObject({ code: 0 });
  const ran = await here.run(path.join(bin, 'hello'), ['a b'], { environment: { PATH: '/nonexistent' } });
  expect(ran).toMatchObject({ code: 0, stdout: `${version.trim()} a b awaited\n` });
});

test('what cannot be bundled is a sentence, and nothing is changed', async () => {
  const { bin, mkbin } = shop({
    'addon.js': `require('./build/addon.node');`,
    'build/addon.node': '',
    'needy.js': `import 'no-such-package';`,
    'tool.py': 'print(1)',
  });
  expectRefused(
    await mkbin('--bundle', 'addon.js'),
    /addon\.js has a compiled part\n {2}the system loads that from a file/,
  );
  expectRefused(
    await mkbin('--bundle', 'needy.js'),
    /needy\.js:1: Could not resolve "no-such-package"\n {2}install it beside the script/,
  );
  expectRefused(await mkbin('--exe', 'tool.py'), /--exe is for JavaScript and TypeScript/);
  expect(readdirSync(bin)).toEqual([]);
});

/** mkbin where nothing is installed beside it. */
const alone = (): { readonly place: ReturnType<typeof shop>; readonly mkbin: string } => {
  const place = shop({ 'hello.ts': 'const text: string = "hello";\nconsole.log(text);' });
  cpSync(path.join(repository, 'packages/mkbin/dist'), path.join(place.here.root, 'dist'), { recursive: true });
  return { place, mkbin: path.join(place.here.root, 'dist/cli.cjs') };
};

test('where esbuild is missing, how to install it is told', async () => {
  const { mkbin, place } = alone();
  const ended = await place.here.run(mkbin, ['--bundle', 'hello.ts']);
  expectRefused(
    ended,
    /esbuild is not installed, which --bundle and --exe need\n {2}install it with: npm install --prefix .*\/mkbin\/lib esbuild\n/,
  );
});

/** Installs, like npm, but from where the tests have it. */
const NPM = executable(`#!/bin/sh
[ "$1 $2 $4" = 'install --prefix esbuild' ] || exit 1
mkdir -p "$3/node_modules" && ln -s '${repository}/node_modules/esbuild' "$3/node_modules/esbuild"
`);

testWith('script')('at a terminal it is offered, and done only when that is agreed to', async () => {
  const { mkbin, place } = alone();
  const { bin, here } = place;
  here.write({ 'tools/npm': NPM });
  const environment = { PATH: searchPath(path.join(here.work, 'tools')), SHELL: '/bin/sh' };
  const ask = async (answer: string) => {
    const terminal = here.start('script', ['-qefc', `${mkbin} --no-check --bundle hello.ts`, '/dev/null'], {
      stdin: 'open',
      environment,
    });
    await terminal.until(/run this now: npm install .* \[y\/N\] /);
    terminal.write(answer);
    return terminal.ended;
  };
  expect(await ask('\n')).toMatchObject({ code: 1 });
  expect(existsSync(path.join(place.store, 'lib'))).toBe(false);
  expect(await ask('yes\n')).toMatchObject({ code: 0 });
  expect((await here.run(path.join(bin, 'hello'))).stdout).toBe('hello\n');
  expect(readFileSync(path.join(bin, 'hello'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
