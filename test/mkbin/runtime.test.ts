// Which Node runs a command, and with what options.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { expectRefused, type Shop, shop } from './shop.ts';

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
    ['v22.17.9', 126],
    ['v24.0.0-nightly20250101', 0],
    ['v30.1.2', 0],
    ['v8.0.0', 126],
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

describe('a script that several commands link to', () => {
  const contentIn = ({ here }: Shop) => readFileSync(path.join(here.work, 'say.js'), 'utf8');

  test.each([
    ['for the options of Node', ['--node-options', '--no-warnings'], [['--no-warnings'], ['x']]],
    ['for the Node that was asked for', ['--node', '>=20'], [[], ['x']]],
    ['for the interpreter that was asked for', ['--interpreter', 'node --no-warnings'], [['--no-warnings'], ['x']]],
  ])('is not changed for another one %s: that becomes a launcher', async (why, options, said) => {
    const place = shop({ 'say.js': SAYS });
    await place.install('say.js');
    await place.install('say.js', '--name', 'tell');
    const before = contentIn(place);
    const { stderr, stdout } = await place.install('say.js', '--name', 'other', ...options);
    expect(stdout).toContain('(launcher of ');
    expect(stderr).toContain(
      `a launcher instead of a link: to link it, it would have to be changed, and with it say, tell (${why})`,
    );
    expect(contentIn(place)).toBe(before);
    expect(JSON.parse((await place.command('other', 'x')).stdout)).toEqual(said);
    expect((await place.install('say.js', '--name', 'other', ...options)).stdout).toContain('other: unchanged');
    await place.mkbin('remove', 'say', 'tell');
    expect((await place.install('say.js', '--name', 'other', ...options)).stdout).toContain('other: updated');
    expect(contentIn(place)).not.toBe(before);
  });

  test('is mended for all of them', async () => {
    const place = shop({ 'say.js': SAYS });
    await place.install('say.js');
    place.here.write({ 'say.js': `#!/usr/bin/env node\r\n${SAYS}` });
    expect((await place.install('say.js', '--name', 'tell')).stderr).toContain(
      'its #! line ended with a carriage return',
    );
    expect((await place.command('say')).code).toBe(0);
  });

  test('is changed for all commands that ask for the same at once', async () => {
    const bin = { say: 'say.js', tell: './say.js' };
    const place = shop({ 'say.js': SAYS, 'package.json': JSON.stringify({ name: 'x', bin }) });
    await place.install('.', '--node', '>=99');
    for (const name of ['say', 'tell'])
      expect((await place.command(name)).stderr).toMatch(new RegExp(`^${name}: needs Node >=99; this is v`));
  });

  test('doctor --fix gives a launcher to the one that the script does not serve any more', async () => {
    const place = shop({ 'say.js': SAYS });
    await place.install('say.js', '--node-options', '--no-warnings');
    place.here.write({ 'say.js': `#!/usr/bin/env node\n${SAYS}` });
    await place.install('say.js', '--name', 'tell');
    expect(await place.mkbin('doctor')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^say: .*\n.*--fix/) });
    expect(await place.mkbin('doctor', '--fix')).toMatchObject({ code: 0 });
    expect(JSON.parse((await place.command('say')).stdout)).toEqual([['--no-warnings'], []]);
    expect(JSON.parse((await place.command('tell')).stdout)).toEqual([[], []]);
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
