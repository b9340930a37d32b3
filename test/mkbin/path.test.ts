// `mkbin path`: whether shells find commands, and what makes them.
import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testWith } from '../contract/tools.ts';
import { searchPath } from '../rig/environment.ts';
import { expectRefused, shop, tree } from './shop.ts';

/** Nothing of the home folder is on PATH. */
const off = (shell: string) => ({ environment: { PATH: searchPath(), SHELL: shell } });

test('where commands are found already, nothing is to be done, and nothing is', async () => {
  const { here, mkbin } = shop();
  const before = tree(here.home);
  expect(await mkbin('path', '--apply')).toMatchObject({ code: 0, stdout: '~/.local/bin is on PATH\n' });
  expect(tree(here.home)).toEqual(before);
});

test('the line and its file are told, and nothing is written without --apply', async () => {
  const { here, mkbinIn } = shop();
  const before = tree(here.home);
  const { code, stdout } = await mkbinIn(off('/bin/zsh'), 'path');
  expect(code).toBe(0);
  expect(stdout).toContain(
    '~/.local/bin is not on PATH; zsh would find it with this line in ~/.zshrc:\n  case ":$PATH:"',
  );
  expect(tree(here.home)).toEqual(before);
});

testWith('bash')('with --apply, a new shell finds the commands, and a second time nothing changes', async () => {
  const { here, install, mkbinIn } = shop({ 'hello.js': 'console.log("hello");' });
  await install('hello.js');
  writeFileSync(path.join(here.home, '.bashrc'), '# mine\n');
  const { code, stdout } = await mkbinIn(off('/bin/bash'), 'path', '--apply');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: '~/.local/bin: written to ~/.bashrc and ~/.profile; open a new shell\n',
  });
  const once = tree(here.home, [path.join(here.home, '.local/share/mkbin')]);
  for (const way of [
    ['-ic', 'hello'],
    ['-lc', 'hello'],
  ]) {
    expect((await here.run('bash', way, off('/bin/bash'))).stdout).toBe('hello\n');
  }
  expect((await mkbinIn(off('/bin/bash'), 'path', '--apply')).stdout).toMatch(
    /is not on PATH yet: bash reads ~\/\.bashrc/,
  );
  expect(tree(here.home, [path.join(here.home, '.local/share/mkbin')])).toEqual(once);
  expect((await mkbinIn(off('/bin/bash'), 'undo')).code).toBe(0);
  expect(readFileSync(path.join(here.home, '.bashrc'), 'utf8')).toBe('# mine\n');
});

test('a profile that is a link stays one', async () => {
  const { here, mkbinIn } = shop({ 'dotfiles/zshrc': '# mine\n' });
  symlinkSync(path.join(here.work, 'dotfiles/zshrc'), path.join(here.home, '.zshrc'));
  await mkbinIn(off('/bin/zsh'), 'path', '--apply');
  expect(lstatSync(path.join(here.home, '.zshrc')).isSymbolicLink()).toBe(true);
  expect(readFileSync(path.join(here.work, 'dotfiles/zshrc'), 'utf8')).toMatch(
    /^# mine\n\n# >>> mkbin >>>\n.*\n# <<< mkbin <<<\n$/,
  );
});

test('a shell that mkbin does not know is a sentence', async () => {
  const { mkbinIn } = shop();
  expectRefused(
    await mkbinIn(off('/bin/tcsh'), 'path'),
    /does not know the files of tcsh\n {2}add it in the way of that shell/,
  );
});

test('JSON says what stands where', async () => {
  const { here, mkbinIn } = shop();
  const { stdout } = await mkbinIn(off('/usr/bin/fish'), 'path', '--json', '--apply');
  expect(JSON.parse(stdout)).toEqual({
    folder: path.join(here.home, '.local/bin'),
    isOnPath: false,
    shell: 'fish',
    profiles: [
      {
        file: path.join(here.home, '.config/fish/conf.d/mkbin.fish'),
        line: expect.stringContaining('--prepend PATH'),
        isDone: true,
      },
    ],
  });
});

test('installing says when the folder is not on PATH, and what to do', async () => {
  const { mkbinIn } = shop({ 'hello.js': '' });
  expect((await mkbinIn(off('/bin/sh'), '--no-check', 'hello.js')).stderr).toContain(
    '~/.local/bin is not on PATH: mkbin path --apply',
  );
});
