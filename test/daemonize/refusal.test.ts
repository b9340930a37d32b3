import { closeSync, copyFileSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { processesAround } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { BIRTHS, expectNothingLeft, startSleeping, stateFiles } from './births.ts';
import { expectSentence } from './one-daemon.ts';

const FILES = {
  'plain.txt': 'hello\n',
  'folder/': '',
  'no-interpreter': executable('#!/no/such/interpreter\n'),
  'odd-interpreter': executable('#!/etc/passwd\n'),
  'folder-interpreter': executable('#!/etc\n'),
  'windows-interpreter': executable('#!/bin/sh\r\necho\r\n'),
  'bad-elf': executable('\x7fELF\x02\x01\x01 this is no program\n'),
  'bin/locked': 'echo\n',
};

const LONG_ENOUGH = ['--settle', '1h'];

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test.each([
    ['no-such-command', /no-such-command: command not found\n {2}looked in PATH: \//],
    ['./no-such-command', /no-such-command: command not found\n {2}there is no such file/],
    ['plain.txt/x', /x: command not found/],
  ])('%s is not found: 127', async (command, words) => {
    const here = scene(FILES);
    const ended = await here.tool('daemonize', [...LONG_ENOUGH, '--name', 'x', command], { environment });
    expectSentence(ended, 127, words);
    expectNothingLeft(here);
  });

  test.each([
    ['./plain.txt', /it is not executable/],
    ['./folder', /it is a directory/],
    ['./no-interpreter', /its interpreter \/no\/such\/interpreter does not exist/],
    ['./windows-interpreter', /its interpreter \/bin\/sh\\r does not exist/],
    ['./odd-interpreter', /its interpreter \/etc\/passwd is not executable/],
    ['./folder-interpreter', /its interpreter \/etc is a directory/],
    ['locked', /locked: cannot be executed: it is not executable/],
  ])('%s cannot be executed: 126', async (command, words) => {
    const here = scene(FILES);
    const search = { PATH: `${here.work}/bin:${here.environment.PATH}` };
    for (const log of [[], ['--log', 'x.log']]) {
      const operands = [...LONG_ENOUGH, ...log, '--name', 'x', command];
      expectSentence(
        await here.tool('daemonize', operands, { environment: { ...environment, ...search } }),
        126,
        words,
      );
      expectNothingLeft(here);
    }
  });

  test.each([['0'], ['1h']])(
    'what only the kernel refuses, at the last moment, is 126, too (--settle %s)',
    async (settle) => {
      const here = scene();
      copyFileSync('/bin/sleep', path.join(here.work, 'busy'));
      const writing = openSync(path.join(here.work, 'busy'), 'r+');
      for (const log of [[], ['--log', 'x.log']]) {
        const operands = ['--settle', settle, ...log, './busy', '1000'];
        const ended = await here.tool('daemonize', operands, { environment });
        expectSentence(ended, 126, /busy: cannot be executed: text file( is)? busy/i);
        expectNothingLeft(here);
      }
      closeSync(writing);
    },
  );

  test('an environment that is too big for any command is told in a sentence', async () => {
    const here = scene({ '.env': `BIG=${'x'.repeat(200_000)}\n` });
    const operands = [...LONG_ENOUGH, '--env-file', '.env', 'sleep', '1000'];
    expectSentence(await here.tool('daemonize', operands, { environment }), 126, /[Aa]rgument list too long/);
    expectNothingLeft(here);
  });

  test('operands and environment that only just reached us are handed on, or told to be too many', async () => {
    const here = scene();
    const many = (count: number) =>
      Object.fromEntries([...Array(count).keys()].map((n) => [`V${n}`, 'x'.repeat(9_990)]));
    for (const count of [100, 190]) {
      const variables = { ...environment, ...many(count), LAST: 'x'.repeat(9_000) };
      const ended = await here.tool('daemonize', ['--settle', '0', 'sleep', '1000'], { environment: variables });
      if (ended.code === 0) await here.daemonize('stop', 'sleep');
      else expectSentence(ended, 126, /[Aa]rgument list too long/);
    }
  });
});

test('a file in the format of programs that is none is 126', async () => {
  const here = scene(FILES);
  expectSentence(await here.daemonize(...LONG_ENOUGH, './bad-elf'), 126, /bad-elf: cannot be executed: .*format/i);
  expectNothingLeft(here);
});

test('a script without an interpreter line is run by the shell, as execvp does', async () => {
  const here = scene({ 'plain-script': executable('exec sleep 1000\n') });
  for (const [way, environment] of BIRTHS) {
    const operands = ['--name', way, './plain-script'];
    expect(await here.tool('daemonize', operands, { environment })).toMatchObject({ code: 0, stderr: '' });
  }
});

test.each([
  [[], /missing operand: COMMAND/],
  [['--nmae', 'x', 'sleep', '1'], /unknown option --nmae\n.*--name/],
  [['--name', '../x', 'sleep', '1'], /--name.*letter/],
  [['--name', 'x'.repeat(65), 'sleep', '1'], /--name.*64/],
  [['--name', '', 'sleep', '1'], /--name/],
  [['--settle', 'soon', 'sleep', '1'], /--settle.*duration/],
  [['--umask', '8', 'sleep', '1'], /--umask.*octal/],
  [['--nice', '20', 'sleep', '1'], /--nice.*-20 to 19/],
  [['--limit', 'colour=4', 'sleep', '1'], /--limit.*nofile/],
  [['--limit', 'nofile', 'sleep', '1'], /--limit/],
  [['--limit', 'nofile=-1', 'sleep', '1'], /--limit/],
  [['--env', '=x', 'sleep', '1'], /--env.*NAME=VALUE/],
  [['--log', 'x.log', '--stdout', 'y.log', 'sleep', '1'], /--log.*--stdout/],
  [['--stop-signal', 'SIGNONE', 'sleep', '1'], /--stop-signal.*signal/],
  [['--ready', 'soon', 'sleep', '1'], /--ready/],
  [[''], /command is empty/],
])('%j is wrong usage: nothing is started or written', async (operands, words) => {
  const here = scene();
  expectSentence(await here.daemonize(...operands), 2, words);
  expect(existsSync(here.state)).toBe(false);
  expectNothingLeft(here);
});

test('a name that runs is refused, with its pid', async () => {
  const here = scene();
  const { pid } = await startSleeping(here);
  const again = await here.daemonize('sleep', '2000');
  expectSentence(again, 1, `sleep is running already, pid ${pid}`);
  expect(again.stderr).toMatch(/restart sleep|--name/);
  expect(processesAround(here.root).map((found) => found.pid)).toEqual([pid]);
  expect(stateFiles(here)).toEqual(['sleep']);
});
