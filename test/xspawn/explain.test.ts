import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { expectSentence, xspawn } from './ways.ts';

const FILES = { tool: { text: '#!/bin/sh\ntouch started\n', mode: 0o755 } };

test('--explain tells what would be executed and why, and starts nothing', async () => {
  const here = scene(FILES);
  const { code, stdout, stderr } = await xspawn(
    here,
    '--explain',
    '--env',
    'A=b c',
    '--unset',
    'HOME',
    './tool',
    'a b',
    '',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const line of [/^file +\.\/tool$/m, /^argv\[0\] +\.\/tool$/m, /^argv\[1\] +'a b'$/m, /^argv\[2\] +''$/m]) {
    expect(stdout).toMatch(line);
  }
  for (const line of [/^with +.*A=b c/m, /^without +HOME$/m, /^how /m]) expect(stdout).toMatch(line);
  expect((await here.run('ls')).stdout).toBe('tool\n');
});

test('--explain --json tells it to programs', async () => {
  const here = scene(FILES);
  const options = ['--explain', '--json', '--timeout', '1s', '--env', 'A=1', '--unset', 'HOME', '--title', 't'];
  const { stdout } = await xspawn(here, ...options, 'sh', '-c', 'touch started');
  expect(JSON.parse(stdout)).toEqual({
    file: expect.stringMatching(/\/sh$/),
    argv: ['t', '-c', 'touch started'],
    verbatim: false,
    cwd: here.work,
    steps: [{ type: 'path', directory: expect.stringMatching(/bin$/) }],
    environment: { A: '1' }, // JSON has no word for a variable that is taken away
    how: 'spawns',
  });
  expect((await here.run('ls')).stdout).toBe('tool\n');
});

test('it says so when xspawn would become the command', async () => {
  const { stdout } = await xspawn(scene(), '--explain', '--json', 'true');
  expect(JSON.parse(stdout).how).toBe('execve' in process ? 'becomes' : 'spawns');
});

test('what would fail fails', async () => {
  expectSentence(await xspawn(scene(), '--explain', 'no-such-command'), 127, 'command not found');
});
