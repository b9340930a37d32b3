import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Shop, shop, TELLS, tree } from './shop.ts';

const FILES = {
  'hello.js': TELLS,
  "it's $odd.mjs": `\ufeff#!node\r\nimport 'node:fs';\nconsole.log('ö');\n`,
  'loop.sh': '#!/bin/sh\r\nfor i in 1 2; do\r\n  echo $i\r\ndone\r\n',
};

/** What there is but for records; as it is in any scene. */
const outcome = ({ here, store }: Shop) =>
  Object.fromEntries(
    Object.entries(tree(here.root, [path.dirname(store)])).map(([file, text]) => [
      file.replace(here.root, ''),
      text.replaceAll(here.root, ''),
    ]),
  );

const DEEDS: readonly (readonly string[])[] = [
  ['hello.js'],
  ['hello.js', '--launcher', '--dir', 'new/bin', '--node-options', '--no-warnings'],
  ['hello.js', '--copy', '--node', '>=18'],
  ["it's $odd.mjs", '--name', 'odd'],
  ["it's $odd.mjs", '--name', 'odd', '--copy'],
  ['loop.sh'],
  ['hello.js', '--force', '--name', 'foreign'],
  ['remove', 'old'],
  ['undo'],
];

const prepared = async (): Promise<Shop> => {
  const place = shop({ ...FILES, 'old.js': TELLS });
  chmodSync(path.join(place.here.work, 'hello.js'), 0o640);
  await place.install('old.js', '--copy');
  writeFileSync(path.join(place.bin, 'foreign'), 'mine\n');
  return place;
};

describe('--dry-run', () => {
  test.each(DEEDS.map((deed) => [deed.join(' '), deed] as const))(
    '%s: prints shell commands that do the same, and does nothing',
    async (_, deed) => {
      const [real, dry] = [await prepared(), await prepared()];
      expect(await real.mkbin(...deed, ...(deed.includes('.js') ? ['--no-check'] : []))).toMatchObject({ code: 0 });
      const before = tree(dry.here.root);
      const { code, stdout } = await dry.mkbin(...deed, '--dry-run');
      expect(code).toBe(0);
      expect(tree(dry.here.root)).toEqual(before);
      expect(await dry.here.run('/bin/sh', ['-eu'], { stdin: stdout, cwd: '/' })).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(outcome(dry)).toEqual(outcome(real));
    },
  );

  test('prints nothing for what is done already', async () => {
    const place = shop(FILES);
    await place.install('hello.js');
    expect(await place.mkbin('--dry-run', 'hello.js')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('--json has the steps, the commands and the conflicts', async () => {
    const place = shop(FILES);
    const plan = JSON.parse((await place.mkbin('--dry-run', '--json', 'hello.js')).stdout);
    expect(plan).toMatchObject({
      commands: [
        {
          name: 'hello',
          path: path.join(place.bin, 'hello'),
          form: 'link',
          target: path.join(place.here.work, 'hello.js'),
          outcome: 'installed',
          edits: [{ file: path.join(place.here.work, 'hello.js'), why: ['no-shebang', 'not-executable'] }],
        },
      ],
      conflicts: [],
    });
    expect(plan.steps.map(({ type }: { readonly type: string }) => type)).toEqual(
      expect.arrayContaining(['file', 'link']),
    );
    mkdirSync(path.join(place.bin, 'hello'));
    const refused = await place.mkbin('--dry-run', '--json', 'hello.js');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout).conflicts).toEqual([
      { type: 'blocked', name: 'hello', path: path.join(place.bin, 'hello'), found: 'folder' },
    ]);
  });
});
