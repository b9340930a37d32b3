// Whose a name is, and what a refusal says of it.
import path from 'node:path';
import { expect, test } from 'vitest';
import { searchPath } from '../rig/environment.ts';
import { executable, link, write } from '../rig/files.ts';
import { expectRefused, shop } from './shop.ts';

const rows = (stdout: string): readonly (readonly string[])[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

test('all that a name stands for is told in the order of PATH, and whose it is', async () => {
  const { here, install, mkbinIn } = shop({ 'hello.js': '' });
  await install('hello.js');
  write(here.root, {
    'other/hello': executable('#!/bin/sh\n'),
    'brew/hello': link('../opt/Cellar/hello/1/bin/hello'),
    'opt/Cellar/hello/1/bin/hello': executable('x'),
  });
  const PATH = searchPath(`${here.root}/brew`, `${here.home}/.local/bin`, `${here.root}/other`);
  const { code, stdout } = await mkbinIn({ environment: { PATH } }, 'who', 'hello');
  expect(code).toBe(0);
  expect(rows(stdout)).toEqual([
    [`${here.root}/brew/hello`, 'Homebrew: hello'],
    ['~/.local/bin/hello', `mkbin: link to ${here.work}/hello.js`],
    [`${here.root}/other/hello`, 'nobody known'],
  ]);
});

test('a builtin comes before any file', async () => {
  const { mkbinIn } = shop();
  const { stdout } = await mkbinIn({ environment: { SHELL: '/bin/sh' } }, 'who', 'cd');
  expect(rows(stdout)[0]).toEqual(['in sh', 'a builtin, before any file']);
});

test('a name that nobody has is free, which the exit code tells', async () => {
  const { mkbin } = shop();
  expect(await mkbin('who', 'no-such-name')).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr: 'mkbin: no-such-name: nobody has this name\n',
  });
});

test('a path is a file, whatever PATH says; JSON has the same', async () => {
  const { here, mkbin } = shop({
    'pnpm/global/5/node_modules/@a/b/x': executable('x'),
    x: link('pnpm/global/5/node_modules/@a/b/x'),
  });
  const { stdout } = await mkbin('who', '--json', './x');
  expect(JSON.parse(stdout)).toEqual([
    {
      name: './x',
      builtinOf: [],
      files: [{ path: path.join(here.work, 'x'), owner: 'pnpm', package: '@a/b', form: null, target: null }],
    },
  ]);
});

test('a refusal names the owner of the file that is in the way', async () => {
  const { here, mkbin } = shop({ 'tree.js': '' });
  write(here.home, {
    '.local/pipx/venvs/tree-cli/bin/tree': executable('x'),
    '.local/bin/tree': link('../pipx/venvs/tree-cli/bin/tree'),
  });
  expectRefused(
    await mkbin('tree.js'),
    /~\/\.local\/bin\/tree: a link is already there, which pipx put there with tree-cli\n {2}use --force/,
  );
});
