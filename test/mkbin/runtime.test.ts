// Which Node runs a command, and with what options.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { expectRefused, shop } from './shop.ts';

const SAYS = 'console.log(JSON.stringify([process.execArgv, process.argv.slice(2)]));\n';
const MODULE = `import process from 'node:process';\n${SAYS}`;

const BUSYBOX = '/usr/bin/busybox';
if (!existsSync(BUSYBOX)) console.log('skipped: busybox is not installed');

/** Claims to be another Node, and runs nothing. */
const FAKE = (version: string) =>
  executable(`#!/bin/sh\n[ "$1" = --version ] && echo ${version} || echo "fake ran $*"\n`);

describe.each([['--link'], ['--launcher'], ['--copy']])('%s', (form) => {
  test.each([
    ['say.js', SAYS],
    ['say.mjs', MODULE],
    ['say.cjs', `#!/usr/bin/env node\n'use strict';\n${SAYS}`],
  ])('options of Node reach it, and the operands the script (%s)', async (file, text) => {
    const place = shop({ [file]: text });
    await place.install(form, file, '--name', 'say', '--node-options', '--no-warnings --title="a b"');
    const words = ['--no-deprecation', 'a b', '$HOME', "'", ''];
    const { code, stderr, stdout } = await place.command('say', ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([['--no-warnings', '--title=a b'], words]);
  });

  test.skipIf(!existsSync(BUSYBOX))(
    'the options do without env -S, so they work where the shell and env are those of BusyBox',
    async () => {
      const place = shop({ 'say.js': SAYS, 'bin/': '' });
      await place.install(form, 'say.js', '--node-options=--no-warnings');
      const made = readFileSync(path.join(place.bin, 'say'), 'utf8');
      expect(made).toMatch(/^#!\/bin\/sh\n/);
      expect(made).not.toContain('env');
      const { stdout } = await place.here.run(BUSYBOX, ['sh', path.join(place.bin, 'say'), 'x']);
      expect(JSON.parse(stdout)).toEqual([['--no-warnings'], ['x']]);
    },
  );

  test('pin: the Node that is first on PATH does not matter', async () => {
    const place = shop({ 'say.js': SAYS, 'other/node': FAKE('v99.0.0') });
    await place.install(form, 'say.js', '--node', 'pin');
    const environment = { PATH: `${place.here.work}/other:/usr/bin:/bin` };
    const { stdout } = await place.here.run(path.join(place.bin, 'say'), ['x'], { environment });
    expect(stdout).toBe('[[],["x"]]\n');
  });

  test('env: the Node that is first on PATH runs it', async () => {
    const place = shop({ 'say.js': SAYS, 'other/node': FAKE('v99.0.0') });
    await place.install(form, 'say.js');
    const environment = { PATH: `${place.here.work}/other:/usr/bin:/bin` };
    const { stdout } = await place.here.run(path.join(place.bin, 'say'), ['x'], { environment });
    expect(stdout).toMatch(/^fake ran .*say(?:\.js)? x\n$/);
  });

  test.each([
    ['v22.18.0', 0],
    ['v22.17.9', 1],
    ['v24.0.0-nightly20250101', 0],
    ['v30.1.2', 0],
    ['v8.0.0', 1],
  ])('a range is checked when it runs: Node %s against >=22.18', async (version, code) => {
    const place = shop({ 'say.js': SAYS, 'other/node': FAKE(version) });
    await place.install(form, 'say.js', '--node', '>=22.18');
    const environment = { PATH: `${place.here.work}/other:/usr/bin:/bin` };
    const ended = await place.here.run(path.join(place.bin, 'say'), ['x'], { environment });
    const refusal = `say: needs Node >=22.18; this is ${version}, ${place.here.work}/other/node\n`;
    expect(ended).toMatchObject(code === 0 ? { code, stderr: '' } : { code, stdout: '', stderr: refusal });
  });

  test('a range without any Node on PATH is told by the shell: 127', async () => {
    const place = shop({ 'say.js': SAYS });
    await place.install(form, 'say.js', '--node', '20 || >=22');
    const environment = { PATH: '/no/such/folder' };
    const { code } = await place.here.run(path.join(place.bin, 'say'), [], { environment });
    expect(code).toBe(127);
  });
});

describe('scripts for others than Node', () => {
  test.each([
    ['tell.sh', 'printf "%s|" "$@"\n', '#!/bin/sh\n'],
    ['tell.sh', '#!/usr/bin/env sh -eu\nprintf "%s|" "$@"\n', undefined],
    ['tell.py', 'import sys\nprint("|".join(sys.argv[1:] + [""]), end="")\n', '#!/usr/bin/env python3\n'],
    ['tell', '#!/bin/sh -e\nprintf "%s|" "$@"\n', '#!/bin/sh -e\n'],
  ])('%s: %j', async (file, text, head) => {
    const place = shop({ [file]: text });
    const { stderr } = await place.install(file);
    expect(await place.command('tell', 'a b', "'", '*')).toMatchObject({ code: 0, stdout: "a b|'|*|", stderr: '' });
    if (head === undefined)
      expect(stderr).toContain('a launcher instead of a link: no #! line can say how it is to be run');
    else expect(readFileSync(path.join(place.here.work, file), 'utf8')).toMatch(new RegExp(`^${head}`));
  });

  test('--interpreter says what runs a file that does not say it', async () => {
    const place = shop({ words: 'hello\n' });
    await place.install('words', '--interpreter', 'cat');
    expect((await place.command('words')).stdout).toBe('#!/usr/bin/env cat\nhello\n');
    await place.install('words', '--interpreter', '/bin/cat -n', '--launcher');
    expect((await place.command('words')).stdout).toContain('     2\thello');
  });
});

describe('--no-edit', () => {
  test('leaves the script as it is, and makes a launcher', async () => {
    const place = shop({ 'say.js': SAYS });
    const { stderr } = await place.install('say.js', '--no-edit');
    expect(stderr).toMatch(
      /a launcher instead of a link: to link it, it would have to be changed \(it had no #! line, /,
    );
    expect(readFileSync(path.join(place.here.work, 'say.js'), 'utf8')).toBe(SAYS);
    expect((await place.command('say', 'x')).stdout).toBe('[[],["x"]]\n');
  });

  test('makes a link where nothing has to be changed', async () => {
    const place = shop({ 'say.js': executable(`#!/usr/bin/env node\n${SAYS}`) });
    expect((await place.install('say.js', '--no-edit')).stdout).toMatch(/^say: installed, \S+ -> /);
  });

  test('cannot help a script that Node itself cannot read', async () => {
    const place = shop({ 'say.js': `\n#!/usr/bin/env node\n${SAYS}` });
    expectRefused(await place.mkbin('say.js', '--no-edit'), /node cannot read it: a blank line/);
  });
});

test('a relative import works through the link, and in a launcher', async () => {
  const place = shop({
    'lib/dep.mjs': 'export const dep = 7;\n',
    'lib/main.mjs': `import { dep } from './dep.mjs';\nconsole.log(dep);\n`,
  });
  mkdirSync(path.join(place.here.work, 'x'));
  await place.install('lib/main.mjs');
  await place.install('lib/main.mjs', '--launcher', '--name', 'other');
  for (const name of ['main', 'other']) expect((await place.command(name)).stdout).toBe('7\n');
});
