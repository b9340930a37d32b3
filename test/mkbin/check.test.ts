// What is said after installing: whether the command works, and how soon it starts.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { shop, TELLS } from './shop.ts';

const GUARD = 'import.meta.url === pathToFileURL(process.argv[1]).href';
const GUARDED = `import { pathToFileURL } from 'node:url';\n\nif (${GUARD}) console.log('1.0.0');\n`;

test('a main guard that is false through the link is found, with its line and the two lines that mend it', async () => {
  const { here, command, mkbin } = shop({ 'hello.mjs': GUARDED });
  const script = path.join(here.work, 'hello.mjs');
  const { code, stderr, stdout } = await mkbin('hello.mjs');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^hello: installed/) });
  expect(stderr).toContain(
    `mkbin: hello: says nothing when run as ~/.local/bin/hello, and does when run as ${script}\n`,
  );
  expect(stderr).toContain(`${script}:4 asks whether it is the script that was run`);
  const mended = /this is right either way:\n {6}(.*)\n {6}(.*)\n/.exec(stderr);
  expect(mended?.slice(1)).toEqual([
    "import { realpathSync } from 'node:fs';",
    'import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href',
  ]);
  expect((await command('hello')).stdout).toBe('');
  writeFileSync(script, `#!/usr/bin/env node\n${mended?.[1]}\n${GUARDED.replace(GUARD, mended?.[2] ?? '')}`);
  expect((await command('hello')).stdout).toBe('1.0.0\n');
  expect((await mkbin('doctor')).stdout).toBe('hello: ok\n');
});

test('what it advises instead, a launcher, works', async () => {
  const { command, mkbin } = shop({ 'hello.mjs': GUARDED });
  const advice = /mkbin (--launcher --name hello .*)\n/.exec((await mkbin('hello.mjs')).stderr);
  expect(await mkbin(...(advice?.[1]?.split(' ') ?? []))).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining('mkbin:'),
  });
  expect((await command('hello')).stdout).toBe('1.0.0\n');
});

test('a command that the Node on PATH is too old for is told at once', async () => {
  const place = shop({ 'hello.js': TELLS });
  const { stderr } = await place.mkbin('hello.js', '--node', '>=99');
  expect(stderr).toMatch(/mkbin: hello: is installed, but does not work: hello: needs Node >=99; this is v/);
});

test('a command that breaks down is installed, and that it does not work is told', async () => {
  const { mkbin } = shop({ 'hello.mjs': 'import "no-such-package";\n' });
  const { code, stderr } = await mkbin('hello.mjs', '--quiet');
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^mkbin: hello: is installed, but does not work: Error \[ERR_MODULE_NOT_FOUND\]: .*no-such-package/,
  );
});

test('how soon it starts is told beside what Node takes alone, once for each change', async () => {
  const { mkbin } = shop({ 'hello.js': 'console.log(1);\n' });
  expect((await mkbin('hello.js')).stderr).toMatch(/^hello: starts in \d+ms, Node alone in \d+ms\n$/m);
  expect(await mkbin('hello.js')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^hello: unchanged/),
  });
});

test('a slow start is worth a bundle only when there is something to put in', async () => {
  const slow = 'for (const end = Date.now() + 400; Date.now() < end; );\nconsole.log(1);\n';
  const { mkbin } = shop({ 'alone.js': slow, 'needy.js': `require('./own.js');\n${slow}`, 'own.js': '' });
  expect((await mkbin('alone.js')).stderr).not.toContain('--bundle');
  expect((await mkbin('needy.js')).stderr).toContain('; --bundle puts what it imports into one file');
});

test('import.meta.main, where Node does not know it, is told instead of silence', async () => {
  const { here, mkbin } = shop({
    'hello.mjs': 'if (import.meta.main) console.log(1);\n',
    'ask.mjs': 'console.log(typeof import.meta.main);',
  });
  const isKnown = (await here.run(process.execPath, ['ask.mjs'])).stdout === 'boolean\n';
  const { code, stderr } = await mkbin('hello.mjs');
  expect(code).toBe(0);
  const told = stderr.includes(
    `mkbin: hello: does nothing, since Node ${process.version} does not know import.meta.main\n`,
  );
  expect(told).toBe(!isKnown);
});

test('--no-check runs nothing, and so does a dry run', async () => {
  const text = `require('node:fs').writeFileSync(__filename + '.ran', '');\n`;
  const { here, mkbin } = shop({ 'hello.js': text });
  for (const option of ['--dry-run', '--no-check']) {
    expect(await mkbin(option, 'hello.js')).toMatchObject({ code: 0, stderr: expect.not.stringContaining('mkbin:') });
    expect((await here.run('ls')).stdout).toBe('hello.js\n');
  }
});

test('what the check found is in the JSON, too', async () => {
  const { mkbin } = shop({ 'hello.mjs': GUARDED, 'fine.js': 'console.log(1);' });
  const { stdout } = await mkbin('--json', 'hello.mjs', 'fine.js');
  expect(JSON.parse(stdout).commands).toMatchObject([
    { name: 'hello', check: { result: 'guarded', guards: [{ line: 4, text: GUARD }], start: null } },
    {
      name: 'fine',
      check: { result: 'answers', start: { commandMs: expect.any(Number), nodeMs: expect.any(Number) } },
    },
  ]);
});

test('what the check has started is not left behind, even when it was interrupted', async () => {
  const { here, bin } = shop({ 'hello.sh': '#!/bin/sh\nsetsid sleep 1000 & : > started; sleep 1000\n' });
  const running = here.start(toolPath('mkbin'), ['hello.sh']);
  await running.until(/installed/);
  await until(() => existsSync(path.join(here.work, 'started')), 'the command runs');
  running.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGINT' });
  expect(existsSync(path.join(bin, 'hello'))).toBe(true);
});
