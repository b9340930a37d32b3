import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { expectSentence, WAYS, xspawn } from './ways.ts';

const FILES = {
  'plain.txt': 'text',
  'folder/': '',
  'no-interpreter': executable('#!/nowhere/sh\n'),
  crlf: executable('#!/bin/sh\r\nexit 0\n'),
  text: executable('echo "hi $0 $1"; exit 7\n'),
  empty: executable(''),
};

/** /bin/true, changed; undefined where programs are no ELF files of 64 bit. */
const programIn = (here: Scene, name: string, change: (bytes: Buffer) => void): void => {
  const bytes = readFileSync('/bin/true');
  change(bytes);
  writeFileSync(path.join(here.work, name), bytes, { mode: 0o755 });
};

test.each([...WAYS, ['with orphans', ['--orphans', 'leave', '--no-raise']] as const])(
  'what cannot be executed is 126, and what is not there 127, %s',
  async (_, options) => {
    const here = scene(FILES);
    programIn(here, 'foreign', (bytes) => bytes.writeUInt16LE(0x2a, 18));
    programIn(here, 'loaderless', (bytes) => bytes.write('/lib6Z/', bytes.indexOf('/lib64/')));
    const rows = [
      ['./plain.txt', 126, 'it is not executable'],
      ['./folder', 126, 'it is a directory'],
      ['./no-interpreter', 126, 'its interpreter /nowhere/sh does not exist'],
      ['./crlf', 126, 'its interpreter /bin/sh\\r does not exist'],
      ['./foreign', 126, 'it is a program for another kind of machine'],
      ['./loaderless', 126, 'its loader /lib6Z/ld-linux-x86-64.so.2 is missing'],
      ['./nobody', 127, 'there is no such file'],
      ['no-such-command', 127, 'looked in PATH'],
      ['plain.txt/x', 127, 'command not found'],
    ] as const;
    for (const [command, code, words] of rows) expectSentence(await xspawn(here, ...options, command), code, words);
  },
);

test.each(WAYS)('a text without #! runs as every shell runs it, %s', async (_, options) => {
  const here = scene(FILES);
  expect(await xspawn(here, ...options, './text', 'a')).toEqual({
    code: 7,
    signal: null,
    stdout: 'hi ./text a\n',
    stderr: '',
  });
  expect(await xspawn(here, ...options, './empty')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
});

test.each(WAYS)('what is executable but no program is not taken for one, %s', async (_, options) => {
  const here = scene();
  programIn(here, 'object', (bytes) => bytes.writeUInt16LE(1, 16));
  programIn(here, 'segmentless', (bytes) => bytes.writeUInt16LE(0, 56));
  for (const command of ['./object', './segmentless']) {
    const { code, signal, stderr } = await xspawn(here, ...options, command);
    expect({ command, signal, code: code !== null && code >= 2 }).toEqual({ command, signal: null, code: true });
    expect(stderr).not.toMatch(/^ {4}at |FATAL|process_execve/m);
  }
});

test('wrong usage is 125, says what was expected, and starts nothing', async () => {
  const here = scene();
  const rows = [
    [['--timeout', 'soon', 'touch', 'x'], /--timeout.*soon/],
    [['--timeuot', '1s', 'touch', 'x'], /--timeuot[\s\S]*--timeout/],
    [[], /COMMAND/],
    [[''], 'the command is empty'],
    [['--signal', 'NOPE', 'touch', 'x'], /--signal.*NOPE/],
    [['--retry-on', '300', 'touch', 'x'], /--retry-on.*300/],
    [['--detach', '--timeout', '1s', 'touch', 'x'], '--detach leaves nobody to watch the time'],
    [['--detach', '--retry', '1', 'touch', 'x'], '--detach leaves nobody to try again'],
    [['--detach', '--prefix', 'a', 'touch', 'x'], '--detach leaves nobody to look at the output'],
    [['--ipc', '--stdin', 'null', 'touch', 'x'], '--ipc takes standard input'],
    [['--all', '--each', 'touch', 'x'], '--all and --each'],
  ] as const;
  for (const [words, pattern] of rows) expectSentence(await xspawn(here, ...words), 125, pattern);
  expect((await here.run('ls')).stdout).toBe('');
});
