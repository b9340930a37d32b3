import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Built, buildToy } from './fixture/built.ts';

let toy: Built;
beforeAll(async () => {
  toy = await buildToy();
  mkdirSync(`${toy.folder}/work/sub`, { recursive: true });
  for (const name of ['a file', 'afile']) writeFileSync(`${toy.folder}/work/${name}`, '');
});
afterAll(() => toy.remove());

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
const testWith = (program: string) => {
  const installed = isInstalled(program);
  if (!installed) console.log(`skipped: ${program} is not installed`);
  return test.skipIf(!installed);
};

/** What bash offers for the last of the words. */
const offered = (...words: string[]): string[] => {
  const list = words.map((word) => `'${word}'`).join(' ');
  const script = `source <(toy --completion bash); cd work; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _toy
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = toy.sh(script);
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
};

describe('completion in bash', () => {
  test('the script has no syntax error', () => {
    expect(toy.sh('toy --completion bash | bash -n')).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    [
      ['toy', ''],
      ['start', 'list', 'logs', 'big'],
    ],
    [
      ['toy', 'logs', ''],
      ['server', 'worker', 'we$(touch pwned)ird'],
    ],
    [
      ['toy', 'logs', 'w'],
      ['worker', 'we$(touch pwned)ird'],
    ],
    [['toy', 'logs', '--l'], ['--lines=']],
    [['toy', 'list', '--f'], ['--format=']],
    [
      ['toy', 'list', '--format', ''],
      ['wide', 'narrow'],
    ],
    [['toy', 'list', '--format', '=', 'w'], ['wide']],
    [
      ['toy', 'list', '--format', '='],
      ['wide', 'narrow'],
    ],
    [['toy', 'list', '--format=w'], ['--format=wide']],
    [['toy', '--name', '=', 'x', '--stop-signal', 'TS'], ['TSTP']],
    [['toy', '--name', 'list', '--stop'], ['--stop-signal=']],
    [['toy', '--chdir', 's'], ['sub']],
    [
      ['toy', '--log', 'a'],
      ['a file', 'afile'],
    ],
    [
      ['toy', 'cat', 'a'],
      ['a file', 'afile'],
    ],
    [
      ['toy', '--completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('%j', (words, expected) => {
    expect(offered(...words).toSorted()).toEqual(expected.toSorted());
  });

  test('verbs and commands are offered together, a verb no longer behind one', () => {
    expect(offered('toy', 'lo')).toEqual(expect.arrayContaining(['logs', 'login']));
    expect(offered('toy', 'start', 'log')).not.toContain('logs');
  });
});

testWith('zsh')('the script for zsh has no syntax error', () => {
  expect(toy.sh('toy --completion zsh > c.zsh; zsh -n c.zsh')).toMatchObject({ status: 0, stderr: '' });
});

testWith('fish')('completion in fish knows verbs, options and words', () => {
  const line = (typed: string): string =>
    toy.sh(`toy --completion fish | source; complete -C "${typed}" | string replace -r '\\t.*' ''`, 'fish').stdout;
  expect(line('toy ').trim().split('\n')).toEqual(expect.arrayContaining(['list', 'logs', 'start']));
  expect(line('toy logs --l').trim()).toBe('--lines');
  expect(line('toy list --format w').trim()).toBe('wide');
});

testWith('groff')('the manual page is roff without a warning', () => {
  const { stdout, stderr } = toy.sh('toy --man | groff -man -ww -Tutf8 -P-cbou');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^TOY\(1\)[\s\S]*NAME\n +toy - run any command as a toy\n/);
  for (const text of [
    "'quoted' start",
    ' .dot',
    '.a leading dot, a back\\slash, a — dash and déjà vu',
    '--stop-signal=SIGNAL',
  ]) {
    expect(stdout.replace(/\s+/g, ' ')).toContain(text);
  }
});

testWith('man')('man -l shows the manual page without a warning', () => {
  const { status, stderr } = toy.sh('toy --man | man --warnings -l - | cat');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
