import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { profilesFor, withBlock } from '../src/place/profile.ts';

const shellIn = (home: string, name: string, there: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) => ({
  name,
  home,
  environment,
  exists: (file: string) => there.includes(path.relative(home, file)),
});

test.each([
  ['bash', [], {}, ['.bashrc', '.profile']],
  ['bash', ['.profile', '.bash_profile'], {}, ['.bashrc', '.bash_profile']],
  ['bash', ['.bash_login', '.profile'], {}, ['.bashrc', '.bash_login']],
  ['zsh', [], {}, ['.zshrc']],
  ['zsh', [], { ZDOTDIR: '/home/me/zsh' }, ['zsh/.zshrc']],
  ['fish', [], {}, ['.config/fish/conf.d/mkbin.fish']],
  ['fish', [], { XDG_CONFIG_HOME: '/home/me/c' }, ['c/fish/conf.d/mkbin.fish']],
  ['dash', [], {}, ['.profile']],
  ['tcsh', [], {}, []],
])('%s with %j and %j reads %j', (name, there, environment, files) => {
  const profiles = profilesFor(shellIn('/home/me', name, there, environment), '/home/me/.local/bin');
  expect(profiles.map(({ file }) => path.relative('/home/me', file))).toEqual(files);
});

describe('a shell that reads it finds what lies in the folder', () => {
  const folders = ['.local/bin', 'a b', `it's "$x" \`y\` \\z`, 'é漢'];
  const shells = [
    ['bash', (file: string) => ['bash', '--noprofile', '--rcfile', file, '-i', '-c', 'tell; tell']],
    [
      'zsh',
      (file: string) => ['zsh', '-f', '-c', `. ${file}; . ${file}; tell; echo $PATH | tr : "\\n" | grep -c bin$`],
    ],
    ['fish', (file: string) => ['fish', '--no-config', '-c', `source ${file}; source ${file}; tell`]],
    ['dash', (file: string) => ['dash', '-c', `. ${file}; . ${file}; tell`]],
  ] as const;
  const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
  const cases = shells.flatMap(([shell, words]) => folders.map((folder) => [shell, folder, words] as const));

  test.for(cases)('%s, %s', ([shell, folder, words], { skip }) => {
    if (!isThere(shell)) skip(`${shell} is not installed`);
    const home = directory();
    mkdirSync(path.join(home, folder), { recursive: true });
    writeFileSync(path.join(home, folder, 'tell'), '#!/bin/sh\necho "told by $PATH"\n', { mode: 0o755 });
    const [profile] = profilesFor(shellIn(home, shell), path.join(home, folder));
    const file = path.join(home, 'profile');
    writeFileSync(file, withBlock('# mine', profile?.line ?? ''));
    const [program = '', ...operands] = words(file);
    const { stdout } = spawnSync(program, operands, { encoding: 'utf8', env: { HOME: home, PATH: '/usr/bin:/bin' } });
    expect(stdout).toContain(`told by ${path.join(home, folder)}:/usr/bin:/bin\n`);
  });
});

test('written twice, a block stands there once, and everything else stays', () => {
  const line = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.string(), line, line, (text, one, other) => {
      const once = withBlock(text, one);
      expect(withBlock(once, one)).toBe(once);
      expect(withBlock(once, other)).toBe(withBlock(text, other));
      expect(once.startsWith(text)).toBe(true);
    }),
  );
});

test('what was written behind the block stays there', () => {
  const text = `${withBlock('before\n', 'old')}behind\n`;
  expect(withBlock(text, 'new')).toBe('before\n\n# >>> mkbin >>>\nnew\n# <<< mkbin <<<\nbehind\n');
});

test('a mark that is not closed is no block', () => {
  const text = withBlock('# >>> mkbin >>>\nmine\n', 'new');
  expect(withBlock(text, 'new')).toBe(text);
  expect(text).toBe('# >>> mkbin >>>\nmine\n\n# >>> mkbin >>>\nnew\n# <<< mkbin <<<\n');
});
