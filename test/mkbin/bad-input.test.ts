import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable, link } from '../rig/files.ts';
import { toolPath } from '../rig/tool.ts';
import { expectRefused, shop, TELLS, tree } from './shop.ts';

const FILES = {
  'hello.js': TELLS,
  'folder/': '',
  'broken/package.json': '{ "bin": ',
  'no-bin/package.json': '{ "name": "x" }',
  'gone/package.json': '{ "name": "x", "bin": "dist/x.js" }',
  program: executable('\u007fELF\u0002\u0001\u0001\u0000\u0000'),
  'text.txt': 'hello\n',
  'view.jsx': 'console.log(<p />);\n',
  'needs.js': `import { dep } from './dep.js';\n`,
  'needs-package.js': `const ms = require('ms');\n`,
  nowhere: link('/no/such/file'),
  '-dash.js': TELLS,
};

const isRoot = process.geteuid?.() === 0;
const NOBODY = 65_534;

describe('what cannot become a command', () => {
  test.each([
    [['folder'], /folder is a folder, and has no package\.json/],
    [['no-such-file.js'], /there is no file no-such-file\.js/],
    [['hello.js/x'], /there is no file hello\.js\/x/],
    [['nowhere'], /nowhere: cannot be read: no such file or directory \(ENOENT\)/],
    [['program'], /program: is a program or data, not a script/],
    [['/dev/null'], /\/dev\/null: is no regular file/],
    [['text.txt'], /nothing says what runs it.*\n {2}say it: --interpreter/],
    [['broken'], /broken\/package\.json is not the JSON of a package/],
    [['no-bin'], /no-bin\/package\.json names no command/],
    [['gone'], /gone\/dist\/x\.js: cannot be read/],
    [['view.jsx'], /does not run JSX\n.*--bundle/],
    [['--copy', 'needs.js'], /cannot be copied: line 1 imports \.\/dep\.js.*\n {2}--bundle/],
    [['--copy', 'needs-package.js'], /cannot be copied: line 1 imports ms/],
    [['--dir', 'hello.js', 'text.txt', '--interpreter', 'cat'], /cannot write to .*hello\.js: not a directory/],
    [['--', '-dash.js'], /-dash is no name for a command/],
  ])('%j: a sentence, code 1, and nothing is changed', async (operands, words) => {
    const place = shop(FILES);
    const before = tree(place.here.root);
    expectRefused(await place.mkbin(...operands), words);
    expect(tree(place.here.root)).toEqual(before);
  });

  test.each([
    [['--name', '../x', 'hello.js'], /--name: expected a name of at most 64/],
    [['--name', 'x', 'hello.js', 'text.txt'], /--name is for one command/],
    [['--link', '--copy', 'hello.js'], /a command has one form, and these are 2: --link, --copy/],
    [['--node', 'newest', 'hello.js'], /--node: expected env, pin or a range/],
    [['--node', '>=1.2.3.4.5', 'hello.js'], /--node: expected env, pin or a range/],
    [['--node-options', 'hello.js'], /missing operand/],
    [[], /missing operand/],
  ])('%j is wrong usage: code 2, and nothing is changed', async (operands, words) => {
    const place = shop(FILES);
    const before = tree(place.here.root);
    const { code, stderr } = await place.mkbin(...operands);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(words) });
    expect(tree(place.here.root)).toEqual(before);
  });
});

describe('where nothing can be put', () => {
  test('without HOME, mkbin says what is missing; with --dir and XDG_DATA_HOME it does without', async () => {
    const place = shop(FILES);
    for (const HOME of ['', 'relative/home']) {
      expectRefused(await place.mkbinIn({ environment: { HOME } }, 'hello.js'), /HOME is not set to a folder/);
      expectRefused(await place.mkbinIn({ environment: { HOME } }, 'list'), /HOME is not set to a folder/);
    }
    const data = path.join(place.here.work, 'data');
    const environment = { HOME: '', XDG_DATA_HOME: data };
    const ended = await place.mkbinIn({ environment }, '--no-check', '--dir', 'bin', 'hello.js');
    expect(ended).toMatchObject({ code: 0 });
    expect(existsSync(path.join(data, 'mkbin/hello.json'))).toBe(true);
  });

  test('a HOME that is not there is refused, and not made', async () => {
    const place = shop(FILES);
    const HOME = path.join(place.here.root, 'gone');
    expectRefused(await place.mkbinIn({ environment: { HOME } }, 'hello.js'), /gone, and that is no folder/);
    expect(existsSync(HOME)).toBe(false);
  });

  test.skipIf(!isRoot)('a HOME of somebody else, as sudo may leave it, is refused, and stays as it was', async () => {
    const place = shop(FILES);
    chownSync(place.here.home, NOBODY, NOBODY);
    const before = tree(place.here.root);
    for (const operands of [['hello.js'], ['--dir', 'bin', 'hello.js'], ['list'], ['remove', 'x'], ['undo']])
      expectRefused(await place.mkbin(...operands), new RegExp(`belongs to user ${NOBODY}, not to you \\(0\\)`));
    expect(tree(place.here.root)).toEqual(before);
  });

  test.skipIf(!isRoot)(
    "what root puts into somebody's folder is his, and a script that root mends stays his",
    async () => {
      const place = shop({ ...FILES, 'his/': '' });
      const his = path.join(place.here.work, 'his');
      const script = path.join(place.here.work, 'hello.js');
      for (const file of [his, script]) chownSync(file, NOBODY, NOBODY);
      await place.install('--dir', 'his', 'hello.js');
      await place.install('--dir', 'his/new', '--launcher', 'hello.js', '--name', 'other');
      const { stdout } = await place.here.run('find', [his, script, '-printf', '%U %f\n']);
      const lines = stdout.trim().split('\n').sort();
      expect(lines).toEqual(['hello', 'hello.js', 'his', 'new', 'other'].map((name) => `${NOBODY} ${name}`).sort());
    },
  );

  /** Root may write anywhere, so these run as nobody, with a mkbin that nobody may read. */
  test.skipIf(!isRoot)('a folder that is not ours to write is told, and nothing is changed', async () => {
    const place = shop({ ...FILES, 'locked/': '' });
    const { here } = place;
    const dist = path.join(here.work, 'dist');
    cpSync(path.dirname(toolPath('mkbin')), dist, { recursive: true });
    for (const folder of [here.home, path.join(here.home, '.local')]) chownSync(folder, NOBODY, NOBODY);
    chmodSync(path.join(here.work, 'locked'), 0o755);
    const before = tree(here.work);
    const run = (...operands: readonly string[]) =>
      here.run(path.join(dist, 'cli.cjs'), operands, { user: { uid: NOBODY, gid: NOBODY } });
    expectRefused(await run('hello.js', '--dir', 'locked'), /cannot write to .*locked: permission denied \(EACCES\)/);
    expectRefused(await run('hello.js', '--dir', 'locked/below'), /permission denied/);
    expect(tree(here.work)).toEqual(before);
    const { code, stderr } = await run('hello.js', '--no-check', '--dir', path.join(here.home, 'bin'));
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/a launcher instead of a link: .*you may not write it/),
    });
    expect(tree(here.work)).toEqual(before);
  });

  test('a store that others may write to is refused', async () => {
    const place = shop(FILES);
    mkdirSync(place.store, { recursive: true });
    chmodSync(place.store, 0o777);
    expectRefused(await place.mkbin('hello.js'), /refusing the state folder .*others may write to it/);
    expect(readdirSync(place.bin)).toEqual([]);
  });
});

describe('a damaged record', () => {
  const DAMAGES: Readonly<Record<string, string>> = {
    'half a file': '{"version": 1, "name": "hel',
    nothing: '',
    'no object': '[]',
    null: 'null',
    'a later version': '{"version": 2}',
    'something missing': '{"version": 1, "name": "hello", "files": [{}]}',
    'another name': '{"version": 1, "name": "other"}',
  };

  test.each(Object.entries(DAMAGES))('(%s) is told and set aside, and hides no other command', async (_, text) => {
    const place = shop({ ...FILES, 'fine.js': TELLS });
    await place.install('hello.js', 'fine.js');
    writeFileSync(path.join(place.store, 'hello.json'), text);
    expectRefused(await place.mkbin('remove', 'hello'), /hello\.json is damaged: /);
    const list = await place.mkbin('list');
    expect(list).toMatchObject({ code: 1, stderr: expect.stringMatching(/hello\.json is damaged: .*\n.*set aside/) });
    expect(list.stdout).toMatch(/^fine .*ok$/m);
    expect(readdirSync(path.join(place.store, 'damaged'))).toHaveLength(1);
    expect(await place.mkbin('list')).toMatchObject({ code: 0, stderr: '' });
    expect(await place.mkbin('--no-check', 'hello.js')).toMatchObject({ code: 0 });
  });
});
