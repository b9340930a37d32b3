import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefused, type Shop, shop, TELLS, tree } from './shop.ts';

const FILES = {
  'hello.js': TELLS,
  'needs.mjs': `import { dep } from './dep.mjs';\nconsole.log(dep);\n`,
  'dep.mjs': 'export const dep = 7;\n',
};

const DEEDS = [
  ['hello.js'],
  ['hello.js', '--launcher', '--name', 'quiet', '--node-options', '--no-warnings'],
  ['hello.js', '--copy', '--name', 'copied', '--node', '>=20'],
  ['hello.js', '--launcher', '--name', 'pinned', '--node', 'pin'],
];

const exported = async (): Promise<readonly [Shop, string]> => {
  const place = shop(FILES);
  for (const deed of DEEDS) await place.install(...deed);
  const { code, stdout } = await place.mkbin('export');
  expect(code).toBe(0);
  return [place, stdout];
};

const importFrom = (place: Shop, text: string, ...operands: readonly string[]) =>
  place.mkbinIn({ stdin: text }, 'import', '--no-check', ...operands);

describe('export and import', () => {
  test('bring all commands back that were removed, as they were', async () => {
    const [place, text] = await exported();
    const before = tree(place.bin);
    await place.mkbin('remove', 'hello', 'quiet', 'copied', 'pinned');
    expect(tree(place.bin)).toEqual({});
    expect(await importFrom(place, text)).toMatchObject({ code: 0 });
    expect(tree(place.bin)).toEqual(before);
    expect((await importFrom(place, text)).stdout).toMatch(/^(?:\w+: unchanged.*\n){4}$/);
  });

  test('bring the commands to a machine that has none of the scripts', async () => {
    const [, text] = await exported();
    const other = shop();
    expect(await importFrom(other, text)).toMatchObject({ code: 0 });
    for (const name of ['hello', 'quiet', 'copied', 'pinned']) {
      expect(await other.command(name, 'a b'), name).toMatchObject({ code: 0, stdout: '["a b"]\n', stderr: '' });
    }
    expect((await other.mkbin('list', '--json')).stdout).toContain('"form":"copy"');
  });

  test('a script of the home folder is looked for in the home folder there', async () => {
    const place = shop();
    const script = path.join(place.here.home, 'x.js');
    writeFileSync(script, TELLS);
    await place.install(script);
    const { stdout } = await place.mkbin('export');
    expect(JSON.parse(stdout).commands[0].source).toBe('~/x.js');
    const other = shop();
    writeFileSync(path.join(other.here.home, 'x.js'), TELLS);
    expect(await importFrom(other, stdout)).toMatchObject({
      code: 0,
      stdout: 'x: installed, ~/.local/bin/x -> ~/x.js\n',
    });
  });

  test('a script that needs others has to be there; else nothing is imported', async () => {
    const place = shop(FILES);
    await place.install('needs.mjs', 'hello.js');
    const { stdout, stderr } = await place.mkbin('export');
    expect(stderr).toContain('needs: not inside; it needs ');
    const other = shop();
    rmSync(path.join(place.here.work, 'needs.mjs'));
    expectRefused(await importFrom(other, stdout), /needs: its script .*needs\.mjs is not here.*\n.*--bundle/);
    expect(tree(other.here.home, [other.bin])).toEqual({ [path.dirname(other.bin)]: expect.anything() });
  });

  test('from a file, and with a conflict', async () => {
    const [place, text] = await exported();
    writeFileSync(path.join(place.here.work, 'commands.json'), text);
    rmSync(path.join(place.bin, 'hello'));
    renameSync(path.join(place.here.work, 'dep.mjs'), path.join(place.bin, 'hello'));
    expectRefused(await place.mkbin('import', 'commands.json'), /somebody has changed this|a file is already there/);
    expect(await place.mkbin('import', '--no-check', '--force', 'commands.json')).toMatchObject({ code: 0 });
    expect(await place.mkbin('undo')).toMatchObject({ code: 0, stdout: expect.stringContaining('undone: importing ') });
    expect(readFileSync(path.join(place.bin, 'hello'), 'utf8')).toContain('dep');
  });

  test.each([
    ['', /is not JSON/],
    ['null', /"mkbin" is not 1/],
    ['{"mkbin": 2}', /"mkbin" is not 1/],
    ['{"mkbin": 1}', /"commands" is no list/],
    ['{"mkbin": 1, "commands": [{"name": "../x"}]}', /command 1 lacks something/],
    ['{"mkbin": 1, "commands": [null]}', /command 1 lacks something/],
  ])('%j is no export: a sentence, and nothing is changed', async (text, words) => {
    const place = shop();
    expectRefused(await importFrom(place, text), words);
    expect(existsSync(place.store)).toBe(false);
  });

  test('a file that is not there is told', async () => {
    expectRefused(await shop().mkbin('import', 'no.json'), /cannot read no\.json: no such file/);
    expect(JSON.parse((await shop().mkbin('export')).stdout)).toEqual({ mkbin: 1, commands: [] });
  });
});
