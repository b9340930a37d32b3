import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefused, shop, TELLS, tree } from './shop.ts';

const manifest = (fields: object): string => JSON.stringify({ name: '@scope/tool', version: '1.0.0', ...fields });

const names = async (place: ReturnType<typeof shop>): Promise<readonly string[]> =>
  (await place.mkbin('list', '--quiet')).stdout.split('\n').filter(Boolean);

describe('a folder with a package.json', () => {
  test.each([
    ['a text: the name of the package, without its scope', { bin: 'cli.js' }, ['tool']],
    ['an object', { bin: { one: './cli.js', two: 'lib/two.js' } }, ['one', 'two']],
    ['a folder', { directories: { bin: 'lib' } }, ['sub', 'two']],
    ['both: bin counts', { bin: { one: 'cli.js' }, directories: { bin: 'lib' } }, ['one']],
    ['paths that lead outside stay inside', { bin: { one: '../../cli.js' } }, ['one']],
  ])('%s', async (_, fields, expected) => {
    const place = shop({
      'package.json': manifest(fields),
      'cli.js': TELLS,
      'lib/two.js': TELLS,
      'lib/deep/sub.js': TELLS,
      'lib/.hidden.js': TELLS,
    });
    await place.install('.');
    expect(await names(place)).toEqual(expected);
    for (const name of expected) expect((await place.command(name, 'x')).stdout).toBe('["x"]\n');
  });

  test('from another folder, and with another name', async () => {
    const place = shop({ 'pkg/package.json': manifest({ bin: 'cli.js' }), 'pkg/cli.js': TELLS });
    await place.install('pkg', '--name', 'mine');
    expect(await names(place)).toEqual(['mine']);
  });

  test('all of its commands, or none', async () => {
    const place = shop({ 'package.json': manifest({ bin: { one: 'cli.js', two: 'gone.js' } }), 'cli.js': TELLS });
    expectRefused(await place.mkbin('.'), /gone\.js: cannot be read/);
    expect(tree(place.bin)).toEqual({});
  });

  test('two commands of one script: it is mended once', async () => {
    const place = shop({ 'package.json': manifest({ bin: { one: 'cli.js', two: 'cli.js' } }), 'cli.js': TELLS });
    await place.install('.');
    expect((await place.command('one', 'x')).stdout).toBe((await place.command('two', 'x')).stdout);
    expect(await place.mkbin('undo')).toMatchObject({ code: 0 });
    expect(tree(place.bin)).toEqual({});
  });
});

describe('where commands go', () => {
  const search = (...folders: readonly string[]) =>
    [...folders, path.dirname(process.execPath), '/usr/bin', '/bin'].join(':');

  test('--dir before XDG_BIN_HOME, that before ~/.local/bin', async () => {
    const place = shop({ 'a.js': TELLS });
    const xdg = path.join(place.here.work, 'xdg');
    const environment = { XDG_BIN_HOME: xdg };
    await place.mkbinIn({ environment }, '--no-check', 'a.js', '--name', 'one');
    await place.mkbinIn({ environment }, '--no-check', 'a.js', '--name', 'two', '--dir', 'there');
    await place.mkbinIn({ environment: { XDG_BIN_HOME: 'relative' } }, '--no-check', 'a.js', '--name', 'three');
    expect(Object.keys(tree(xdg))).toEqual([path.join(xdg, 'one')]);
    expect(Object.keys(tree(path.join(place.here.work, 'there')))).toHaveLength(1);
    expect(Object.keys(tree(place.bin))).toEqual([path.join(place.bin, 'three')]);
  });

  test('where ~/.local/bin is not on PATH: the first folder of PATH in the home folder', async () => {
    const place = shop({ 'a.js': TELLS });
    const [own, npm] = ['tools/bin', 'x/node_modules/.bin'].map((name) => path.join(place.here.home, name));
    for (const folder of [own, npm]) mkdirSync(folder ?? '', { recursive: true });
    const PATH = search('/usr/local/bin', npm ?? '', path.join(place.here.home, 'gone'), own ?? '');
    const { stdout } = await place.mkbinIn({ environment: { PATH } }, '--no-check', 'a.js');
    expect(stdout).toMatch(/^a: installed, ~\/tools\/bin\/a /);
  });

  test('where there is none: ~/.local/bin, with what to do about PATH', async () => {
    const place = shop({ 'a.js': TELLS });
    const { stdout, stderr } = await place.mkbinIn({ environment: { PATH: search() } }, '--no-check', 'a.js');
    expect(stdout).toMatch(/^a: installed, ~\/\.local\/bin\/a /);
    expect(stderr).toContain('~/.local/bin is not on PATH: mkbin path --apply adds it');
  });
});
