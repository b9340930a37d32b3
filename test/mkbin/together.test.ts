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

/** Between reading the script and locking the records its author saves it, so many times. */
const AUTHOR = `const fs = require('node:fs');
const { linkSync } = fs;
let count = 0;
fs.linkSync = (...files) => {
  if (count < Number(process.env.TIMES)) fs.writeFileSync('tool.js', '// saved ' + (count += 1) + '\\n');
  linkSync(...files);
};
`;

const whileSaved = async (times: number) => {
  const place = shop({ 'tool.js': TELLS, 'author.cjs': AUTHOR });
  const environment = { NODE_OPTIONS: `--require=${place.here.work}/author.cjs`, TIMES: String(times) };
  const ended = await place.mkbinIn({ environment }, '--no-check', 'tool.js');
  return { ended, place, script: readFileSync(`${place.here.work}/tool.js`, 'utf8') };
};

test('a script that is saved while mkbin is at work is not overwritten', async () => {
  const { ended, script } = await whileSaved(1);
  expect(ended).toMatchObject({ code: 0 });
  expect(script).toBe('#!/usr/bin/env node\n// saved 1\n');
});

test('one that is saved again and again is left alone', async () => {
  const { ended, place, script } = await whileSaved(1_000);
  expectRefused(ended, /tool\.js has been changed meanwhile\n {2}run it again/);
  expect(script).toMatch(/^\/\/ saved \d+\n$/);
  expect(tree(place.bin)).toEqual({});
});
