import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isAlive, processesAround, processesWith } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { startXspawn, WAYS } from './ways.ts';

/** Guards carry nothing of ours in their environment when they are born after; their command line tells. */
const nothingLeft = (here: Scene): Promise<unknown> =>
  until(() => processesAround(here.root).length === 0, 'nothing is left of the command and the guard');

/** Starts children and grandchildren, and waits. */
const FAMILY = 'sh -c "sleep 1000 & sleep 1000" & sleep 1000 & sleep 1000';

const ROUNDS = 40;

test.each(WAYS)('kill -9 of xspawn at any moment leaves nothing behind, %s', async (_, options) => {
  const here = scene();
  const kill = async (afterMs: number): Promise<void> => {
    const running = startXspawn(here, ...options, 'sh', '-c', FAMILY);
    await sleep(afterMs); // any moment will do
    running.kill('SIGKILL');
    await running.ended.catch(() => {});
  };
  // On a Node where xspawn becomes the command it is the command that was killed.
  if (options.length === 0 && 'execve' in process) return;
  for (let round = 0; round < ROUNDS; round += 4) {
    await Promise.all([0, 1, 2, 3].map((part) => kill(((round + part) * 120) / ROUNDS)));
  }
  await nothingLeft(here);
});

const inSession = async (here: Scene, options: readonly string[], afterMs: number): Promise<void> => {
  const line = `${toolPath('xspawn')} ${options.join(' ')} sh -c '${FAMILY}' & sleep ${afterMs / 1_000}; kill -9 $!`;
  await here.run('script', ['-qefc', line, '/dev/null']);
};

test.each(WAYS)('also with a controlling terminal, %s', async (_, options) => {
  if (options.length === 0 && 'execve' in process) return;
  const here = scene();
  for (let round = 0; round < 12; round += 2) {
    await Promise.all([0, 1].map((part) => inSession(here, options, (round + part) * 12)));
  }
  await nothingLeft(here);
});

test('a child that left its group is killed as well, on a terminal', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const line = [toolPath('xspawn'), '--timeout', '1h', ...puppet.command].join(' ');
  // It stays open: its end would be told to the command, too, which might be gone before the guard looks whom it started.
  const script = `${line} & echo pid $!; wait; until [ -e seen ]; do sleep 0.02; done`;
  const terminal = here.start('script', ['-qefc', script, '/dev/null'], { stdin: 'open' });
  const pid = Number((await terminal.until(/pid (\d+)/))[1]);
  const actor = await puppet.connected();
  await actor.do({ spawn: puppet.command, detached: true });
  const child = await puppet.connected();
  process.kill(pid, 'SIGKILL');
  await Promise.all([actor.ended, child.ended]);
  writeFileSync(path.join(here.work, 'seen'), '');
  await terminal.ended;
});

test('--orphans leave lets them live', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const running = startXspawn(here, '--orphans', 'leave', '--timeout', '1h', ...puppet.command);
  const actor = await puppet.connected();
  running.kill('SIGKILL');
  await until(() => !isAlive(running.pid), 'xspawn is gone');
  expect(isAlive(actor.pid)).toBe(true);
  await actor.do({ exit: 0 });
  await running.ended;
});

test.each(WAYS)('a command that ends leaves no guard, and its background children alone, %s', async (_, options) => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const line = '"$@" </dev/null >/dev/null 2>&1 &';
  const ended = await startXspawn(here, ...options, 'sh', '-c', line, 'sh', ...puppet.command).ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const child = await puppet.connected();
  await until(() => processesWith(here.marker).every(({ pid }) => pid === child.pid), 'only that child is left');
  expect(isAlive(child.pid)).toBe(true);
  await child.do({ exit: 0 });
});

test('a command that was killed by kill -9 itself leaves no guard', async () => {
  const here = scene();
  const running = startXspawn(here, '--timeout', '1h', 'sh', '-c', 'kill -9 $$');
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
  await nothingLeft(here);
});
