import { openSync } from 'node:fs';
import { getPriority } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory } from './files.ts';
import { isAlive, processesWith, processInfo } from './processes.ts';
import { run, start } from './run.ts';
import { scene } from './scene.ts';

const SHELL = "umask 027; trap '' HUP; trap : USR1; ulimit -n 77; echo here; read line";

test('processInfo tells what /proc says of a known child', async () => {
  const cwd = directory();
  const descriptor = openSync(path.join(cwd, 'log'), 'a');
  const child = start('/usr/bin/nice', ['-n', '3', 'sh', '-c', SHELL], {
    cwd,
    descriptors: [descriptor],
    detached: true,
    environment: { COLOUR: 'a=b' },
    stdin: 'open',
  });
  await child.until(/here/);
  const info = processInfo(child.pid);
  expect(info).toMatchObject({
    ppid: process.pid,
    processGroup: child.pid,
    session: child.pid,
    terminal: 0,
    nice: getPriority() + 3,
    cwd,
    umask: 0o027,
    command: ['sh', '-c', SHELL],
    uid: process.getuid?.(),
    gid: process.getgid?.(),
  });
  expect(info.environment.COLOUR).toBe('a=b');
  expect([...info.signals.ignored]).toEqual(['SIGHUP']);
  expect(info.signals.caught).toContain('SIGUSR1');
  expect(info.limits['open files']).toEqual({ soft: 77, hard: 77 });
  expect(info.descriptors.get(3)).toBe(path.join(cwd, 'log'));
  expect(info.descriptorFlags(3)).toEqual({ access: 'write', append: true, closeOnExec: false });
  expect(isAlive(child.pid, info.startTime)).toBe(true);
  expect(isAlive(child.pid, info.startTime + 1)).toBe(false);
});

test('a process is found by what is in its environment, until it has ended', async () => {
  const { marker, start } = scene();
  const child = start('sh', ['-c', 'echo here; read line'], { stdin: 'open' });
  await child.until(/here/);
  expect(processesWith(marker).map(({ pid }) => pid)).toEqual([child.pid]);
  child.closeStdin();
  expect(await child.ended).toMatchObject({ code: 1, stdout: 'here\n' });
  expect(processesWith(marker)).toEqual([]);
});

test('a command gets an environment made from nothing', async () => {
  const { stdout } = await run('env', []);
  const names = stdout.split('\n').flatMap((line) => line.split('=')[0] || []);
  expect(names.sort()).toEqual(['HOME', 'LANG', 'NO_COLOR', 'PATH', 'TMPDIR']);
});
