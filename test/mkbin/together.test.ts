import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectRefused, shop, TELLS, tree } from './shop.ts';

const MANY = 8;

test('many at once do not hinder each other', async () => {
  const names = Array.from({ length: MANY }, (_, index) => `tool${index}`);
  const place = shop(Object.fromEntries(names.map((name) => [`${name}.js`, TELLS])));
  await Promise.all(names.map((name) => place.install(`${name}.js`)));
  expect((await place.mkbin('list', '--quiet')).stdout.split('\n').filter(Boolean)).toEqual(names);
  await Promise.all(names.map((name) => place.mkbin('remove', name)));
  expect(tree(place.bin)).toEqual({});
});

test('many at once that make the same command make it once', async () => {
  const place = shop({ 'tool.js': TELLS });
  const ended = await Promise.all(Array.from({ length: MANY }, () => place.install('tool.js')));
  expect(ended.filter(({ stdout }) => stdout.startsWith('tool: installed'))).toHaveLength(1);
  expect(ended.filter(({ stdout }) => stdout.startsWith('tool: unchanged'))).toHaveLength(MANY - 1);
  expect(await place.mkbin('undo')).toMatchObject({ code: 0 });
  expect(tree(place.bin)).toEqual({});
});

/** Between reading the script and locking the records, its author saves it. */
const AUTHOR = `const fs = require('node:fs');
const { linkSync } = fs;
fs.linkSync = (...files) => {
  fs.writeFileSync('tool.js', '// saved\\n');
  linkSync(...files);
};
`;

test('a script that is saved while mkbin is at work is not overwritten', async () => {
  const place = shop({ 'tool.js': TELLS, 'author.cjs': AUTHOR });
  const environment = { NODE_OPTIONS: `--require=${place.here.work}/author.cjs` };
  expectRefused(
    await place.mkbinIn({ environment }, 'tool.js'),
    /tool\.js has been changed meanwhile\n {2}run it again/,
  );
  expect(readFileSync(`${place.here.work}/tool.js`, 'utf8')).toBe('// saved\n');
  expect(tree(place.bin)).toEqual({});
});
