// What mkbin promises, each where others fail: npm and deno delete the user's own file, npm is not atomic.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable, link } from '../rig/files.ts';
import { expectRefused, type Shop, shop, TELLS, tree } from './shop.ts';

const FILES = { 'hello.js': TELLS, 'other.js': `#!/usr/bin/env node\nconsole.log('other');\n`, 'third.js': TELLS };

const put = ({ bin }: Shop, name: string, text: string): string => {
  const file = path.join(bin, name);
  writeFileSync(file, text, { mode: 0o755 });
  return file;
};

describe('what is not ours', () => {
  const THINGS: Readonly<Record<string, (file: string, place: Shop) => void>> = {
    'a file': (file) => writeFileSync(file, 'mine\n', { mode: 0o640 }),
    'a link': (file, { here }) => symlinkSync(path.join(here.work, 'other.js'), file),
    'a link that leads nowhere': (file) => symlinkSync('/no/such/thing', file),
    'an empty file': (file) => writeFileSync(file, ''),
  };

  test.each(Object.entries(THINGS))(
    '%s is kept; with --force it is replaced, and undo puts it back',
    async (what, make) => {
      const place = shop(FILES);
      const file = path.join(place.bin, 'hello');
      make(file, place);
      const before = tree(place.here.root, [place.store]);
      expectRefused(await place.mkbin('hello.js'), /hello: a .* is already there.*\n {2}use --force/);
      expect(tree(place.here.root)).toEqual(before);
      const { stderr } = await place.install('--force', 'hello.js');
      expect(stderr, what).toContain('mkbin undo puts it back');
      expect(readlinkSync(file)).toBe(path.join(place.here.work, 'hello.js'));
      expect(await place.mkbin('undo')).toMatchObject({ code: 0, stdout: 'undone: installing hello\n' });
      expect(tree(place.here.root, [path.dirname(place.store)])).toEqual(before);
    },
  );

  test('a folder is never replaced', async () => {
    const place = shop(FILES);
    mkdirSync(path.join(place.bin, 'hello'));
    expectRefused(await place.mkbin('--force', 'hello.js'), /a folder is already there/);
    expect(lstatSync(path.join(place.bin, 'hello')).isDirectory()).toBe(true);
  });

  test('a backup has the mode and the time that the file had', async () => {
    const place = shop(FILES);
    const file = put(place, 'hello', 'mine');
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    const { mode, mtimeMs } = statSync(file);
    await place.install('--force', 'hello.js');
    await place.mkbin('undo');
    expect(statSync(file)).toMatchObject({ mode, mtimeMs });
  });

  test('the same link, made by hand, is taken over as it is', async () => {
    const place = shop(FILES);
    symlinkSync(path.join(place.here.work, 'other.js'), path.join(place.bin, 'other'));
    await place.install('other.js');
    await place.mkbin('remove', 'other');
    expect(existsSync(path.join(place.bin, 'other'))).toBe(false);
  });
});

describe('remove', () => {
  test.each(['--link', '--launcher', '--copy'])(
    "keeps the user's own file in the place of a command (%s)",
    async (form) => {
      const place = shop(FILES);
      await place.install(form, 'hello.js');
      rmSync(path.join(place.bin, 'hello'));
      const file = put(place, 'hello', 'mine\n');
      expectRefused(await place.mkbin('remove', 'hello'), /hello is kept: it is not what mkbin made/);
      expect(readFileSync(file, 'utf8')).toBe('mine\n');
      expect((await place.mkbin('list')).stdout).toMatch(/hello .*replaced/);
      const told = { code: 0, stdout: 'hello: forgotten, ~/.local/bin/hello kept\n' };
      expect(await place.mkbin('remove', '--forget', 'hello')).toMatchObject(told);
      expect(readFileSync(file, 'utf8')).toBe('mine\n');
      expect((await place.mkbin('list', '--quiet')).stdout).toBe('');
    },
  );

  test('keeps a link that was pointed elsewhere, and everything else that was to go', async () => {
    const place = shop(FILES);
    await place.install('hello.js', 'other.js');
    rmSync(path.join(place.bin, 'hello'));
    symlinkSync(path.join(place.here.work, 'third.js'), path.join(place.bin, 'hello'));
    const before = tree(place.here.home);
    expectRefused(await place.mkbin('remove', 'other', 'hello'), /hello is kept/);
    expect(tree(place.here.home)).toEqual(before);
  });

  test('takes away what it made, and leaves the script', async () => {
    const place = shop(FILES);
    await place.install('other.js', '--name', 'x');
    expect(await place.mkbin('remove', 'x')).toMatchObject({ code: 0, stdout: 'x: removed, ~/.local/bin/x\n' });
    expect(tree(place.bin)).toEqual({});
    expect(existsSync(path.join(place.here.work, 'other.js'))).toBe(true);
    expectRefused(await place.mkbin('remove', 'x'), /mkbin has installed no command x/);
  });

  test('a command whose file has gone is forgotten', async () => {
    const place = shop(FILES);
    await place.install('hello.js');
    rmSync(path.join(place.bin, 'hello'));
    expect(await place.mkbin('remove', 'hello')).toMatchObject({ code: 0 });
    expect((await place.mkbin('list', '--quiet')).stdout).toBe('');
  });

  test('can be undone', async () => {
    const place = shop(FILES);
    await place.install('--copy', 'hello.js');
    const before = tree(place.bin);
    await place.mkbin('remove', 'hello');
    await place.mkbin('undo');
    expect(tree(place.bin)).toEqual(before);
    expect(await place.mkbin('remove', 'hello')).toMatchObject({ code: 0 });
  });
});

describe('all or nothing', () => {
  test('all that is wrong is told at once, and nothing is done', async () => {
    const place = shop({ ...FILES, 'folder/': '', 'bad name!.js': TELLS, 'text.txt': 'hello\n' });
    put(place, 'hello', 'mine');
    const before = tree(place.here.root);
    const ended = await place.mkbin('hello.js', 'other.js', 'folder', 'bad name!.js', 'text.txt', 'no-such-file');
    expectRefused(ended, /hello: a file is already there/);
    for (const words of [
      /folder is a folder/,
      /'bad name!' is no name/,
      /nothing says what runs it/,
      /no file no-such-file/,
    ])
      expect(ended.stderr).toMatch(words);
    expect(tree(place.here.root)).toEqual(before);
  });

  test('two scripts of one name are refused', async () => {
    const place = shop({ 'a/x.js': TELLS, 'b/x.js': TELLS });
    expectRefused(await place.mkbin('a/x.js', 'b/x.js'), /several would be called x: .*a\/x\.js, .*b\/x\.js/);
    expect(tree(place.bin)).toEqual({});
  });
});

describe('undo', () => {
  test('takes back one thing after the other, the script included', async () => {
    const place = shop(FILES);
    const states = [tree(place.here.work), tree(place.bin)];
    await place.install('hello.js');
    const middle = [tree(place.here.work), tree(place.bin)];
    await place.install('hello.js', '--launcher', '--node', 'pin');
    await place.install('third.js');
    for (const expected of [undefined, middle, states]) {
      expect(await place.mkbin('undo')).toMatchObject({ code: 0 });
      if (expected) expect([tree(place.here.work), tree(place.bin)]).toEqual(expected);
    }
    expectRefused(await place.mkbin('undo'), /there is nothing to undo/);
  });

  test('is refused when somebody has changed what would be taken back', async () => {
    const place = shop(FILES);
    await place.install('hello.js');
    writeFileSync(path.join(place.here.work, 'hello.js'), '#!/usr/bin/env node\n// edited since\n');
    const before = tree(place.here.root);
    expectRefused(await place.mkbin('undo'), /changed since then: .*hello\.js/);
    expect(tree(place.here.root)).toEqual(before);
  });
});

describe('a second run', () => {
  test.each([
    ['--link'],
    ['--launcher'],
    ['--copy'],
    ['--link', '--node', 'pin'],
    ['--link', '--node-options=--no-warnings'],
  ])('changes nothing: %s %s', async (...options) => {
    const place = shop(FILES);
    await place.install(...options, 'hello.js');
    const before = tree(place.here.root);
    const { stdout } = await place.install(...options, 'hello.js');
    expect(stdout).toMatch(/^hello: unchanged, /);
    expect(tree(place.here.root)).toEqual(before);
  });

  test('repairs what was broken', async () => {
    const place = shop(FILES);
    await place.install('hello.js');
    rmSync(path.join(place.bin, 'hello'));
    expect((await place.install('hello.js')).stdout).toMatch(/^hello: updated/);
    expect(await place.command('hello', 'a')).toMatchObject({ code: 0, stdout: '["a"]\n' });
  });
});

test('a command that is elsewhere already is not made twice; --force moves it', async () => {
  const place = shop(FILES);
  await place.install('hello.js');
  const elsewhere = path.join(place.here.work, 'bin');
  expectRefused(await place.mkbin('hello.js', '--dir', 'bin'), /installed already, as ~\/\.local\/bin\/hello/);
  expect(existsSync(elsewhere)).toBe(false);
  await place.install('hello.js', '--dir', 'bin', '--force');
  expect([tree(place.bin), Object.keys(tree(elsewhere))]).toEqual([{}, [path.join(elsewhere, 'hello')]]);
});

test('the command itself is no script to make a command of', async () => {
  const place = shop({ ...FILES, alias: link('../home/.local/bin/hello') });
  await place.install('hello.js');
  for (const [file = '', ...options] of [[path.join(place.bin, 'hello')], ['alias', '--name', 'hello']])
    expectRefused(await place.mkbin(file, ...options, '--force'), /hello is the command itself/);
});

test.each(['test', 'cd', 'if'])('%s is no name for a command: the shell would never run it', async (name) => {
  const place = shop(FILES);
  expectRefused(await place.mkbin('hello.js', '--name', name), new RegExp(`${name} is a builtin there`));
  await place.install('hello.js', '--name', name, '--force');
  expect((await place.command(name, 'x')).stdout).toBe('["x"]\n');
});

test('a command that comes earlier on PATH is told, and one that is hidden', async () => {
  const place = shop({ ...FILES, 'first/hello': executable('#!/bin/sh\n') });
  const first = path.join(place.here.work, 'first');
  const search = (folders: readonly string[]) => ({
    environment: { PATH: [...folders, '/usr/bin', '/bin'].join(':') },
  });
  const shadowed = await place.mkbinIn(search([first, place.bin]), '--no-check', 'hello.js');
  expect(shadowed.stderr).toContain(`hello: shells find ${first}/hello first`);
  expect((await place.mkbinIn(search([first, place.bin]), 'list')).stdout).toMatch(/hello .*shadowed: /);
  await place.mkbin('remove', 'hello');
  const hiding = await place.mkbinIn(search([place.bin, first]), '--no-check', 'hello.js');
  expect(hiding.stderr).toContain(`hello: hides ${first}/hello`);
  expect(hiding.stderr).toContain('hash -r');
});

test('a command that gets another script says which one it had', async () => {
  const place = shop({ 'a/x.js': TELLS, 'b/x.js': TELLS });
  await place.install('a/x.js');
  const { stdout, stderr } = await place.install('b/x.js');
  expect(stdout).toMatch(/^x: updated, .*b\/x\.js$/m);
  expect(stderr).toMatch(/it was .*a\/x\.js until now/);
});
