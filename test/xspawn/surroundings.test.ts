import os from 'node:os';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { expectSentence, WAYS, xspawn } from './ways.ts';

test.each(WAYS)('--cwd is where the command is found and runs, %s', async (_, options) => {
  const here = scene({ 'deep/down/tool': { text: '#!/bin/sh\npwd -P\n', mode: 0o755 } });
  expect((await xspawn(here, ...options, '--cwd', 'deep/down', './tool')).stdout).toBe(`${here.work}/deep/down\n`);
});

test('files of other options are where the caller is, not in --cwd', async () => {
  const here = scene({ 'deep/': '', in: 'x', '.env': 'A=1\n' });
  const ended = await xspawn(here, '-C', 'deep', '--env-file', '.env', '--stdin', 'in', '--stdout', 'out', '--', 'cat');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect((await here.run('cat', ['out'])).stdout).toBe('x');
});

test.each(WAYS)('--umask and --nice are the command’s, %s', async (_, options) => {
  const { stdout } = await xspawn(scene(), ...options, '--umask', '027', '--nice', '7', 'sh', '-c', 'umask; nice');
  expect(stdout).toBe('0027\n7\n');
});

test('a directory that is none is told, and nothing is started', async () => {
  const here = scene({ file: '' });
  for (const [directory, words] of [
    ['nowhere', /--cwd: cannot go to .*nowhere.*/],
    ['file', /--cwd: .*file is not a directory/],
  ] as const) {
    expectSentence(await xspawn(here, '--cwd', directory, 'true'), 125, words);
  }
});

test('an environment file that cannot be read, or is none, is 125', async () => {
  const here = scene({ bad: 'A=1\nnonsense\n' });
  // Node itself may find it missing, before a line of ours runs. nodejs/node#54232
  const missing = await xspawn(here, '--env-file', 'nowhere', '--', 'true');
  expect([9, 125]).toContain(missing.code);
  expect(missing.stderr).toContain('nowhere');
  expectSentence(await xspawn(here, '--env-file', 'bad', '--', 'true'), 125, /nonsense/);
});

const isRoot = process.getuid?.() === 0;

test.runIf(isRoot).each(WAYS)('--user is who it runs as, with the groups of that user, %s', async (_, options) => {
  const here = scene();
  const as = async (user: string) =>
    (await xspawn(here, ...options, '--cwd', '/', '--user', user, 'sh', '-c', 'id -un; id -gn; id -G')).stdout;
  expect(await as('nobody')).toBe('nobody\nnogroup\n65534\n');
  expect(await as('nobody:daemon')).toBe('nobody\ndaemon\n1\n');
  expect(await as('65534:1')).toBe('nobody\ndaemon\n1\n');
});

test.runIf(isRoot)('a user that does not exist is 125', async () => {
  expectSentence(await xspawn(scene(), '--user', 'no-such-user', 'true'), 125, /no-such-user/);
});

test.runIf(os.platform() === 'linux')('--title is what ps shows', async () => {
  const { stdout } = await xspawn(scene(), '--title', 'my title', 'sh', '-c', 'tr "\\0" "|" </proc/$$/cmdline');
  expect(stdout).toMatch(/^my title\|-c\|/);
});
