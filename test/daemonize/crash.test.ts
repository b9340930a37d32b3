import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { BIRTHS, expectNothingLeft, pidIn, readRecord, recordFile, startSleeping, stateFiles } from './births.ts';
import { stateOf } from './one-daemon.ts';

const DAEMONIZE = toolPath('daemonize');

const running = (here: Scene): readonly number[] => processesAround(here.root).map(({ pid }) => pid);

/** What a launcher leaves that was killed: nothing that runs, or a daemon that is known. */
const expectTidy = async (here: Scene): Promise<void> => {
  await until(async () => {
    const { code, stdout } = await here.daemonize('status', 'one', '--json');
    if (code === 0) return running(here).includes(JSON.parse(stdout).pid);
    return running(here).length === 0;
  }, 'either nothing runs, or what runs is known');
  expect(await here.daemonize('list')).toMatchObject({ code: 0, stderr: '' });
  const { code } = await here.daemonize('stop', 'one');
  expect([0, 4]).toContain(code);
  expect(running(here)).toEqual([]);
};

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test.each([['0'], ['1h']])(
    'a start that is killed at any moment leaves nothing unknown (--settle %s)',
    async (settle) => {
      const here = scene();
      for (let turn = 0; turn < 6; turn += 1) {
        const operands = ['--settle', settle, '--name', 'one', 'sleep', '1000'];
        const launcher = here.start(DAEMONIZE, operands, { environment });
        await sleep(turn * 20 + Math.random() * 20); // wherever that is in its work; steps.test.ts goes through all of it
        launcher.kill('SIGKILL');
        await launcher.ended;
        await expectTidy(here);
      }
      pidIn(await here.tool('daemonize', ['--name', 'one', 'sleep', '1000'], { environment }));
    },
  );

  test('a start that is killed when the process is born, and not yet written down, leaves none', async () => {
    const here = scene({ 'bin/prlimit': executable('#!/bin/sh\nkill -9 $PPID\n') });
    const search = { PATH: `${here.work}/bin:${here.environment.PATH}` };
    const operands = ['--limit', 'core=0', '--settle', '0', '--name', 'one', 'sleep', '1000'];
    const killed = await here.tool('daemonize', operands, { environment: { ...environment, ...search } });
    expect(killed).toMatchObject({ code: null, signal: 'SIGKILL' });
    await until(() => running(here).length === 0, 'what was born has ended');
    expect((await here.daemonize('status', 'one')).code).toBe(4);
    pidIn(await here.tool('daemonize', operands, { environment }));
  });

  test('a start that is interrupted when the process is born leaves nothing', async () => {
    const here = scene({ 'bin/prlimit': executable('#!/bin/sh\nkill -INT $PPID\n') });
    const search = { PATH: `${here.work}/bin:${here.environment.PATH}` };
    const operands = ['--limit', 'core=0', '--settle', '1h', 'sleep', '1000'];
    const ended = await here.tool('daemonize', operands, { environment: { ...environment, ...search } });
    expect(ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: '' });
    expectNothingLeft(here);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'a start that %s interrupts stops what it began, and dies by that signal',
    async (signal) => {
      const here = scene();
      const puppet = await Puppet.listen(here, 'server');
      const start = here.start(DAEMONIZE, ['--ready', 'log:/up/', ...puppet.command], { environment });
      const actor = await puppet.connected();
      start.kill(signal);
      const ended = await start.ended;
      expect(ended).toMatchObject({ code: null, signal, stdout: '' });
      expect(ended.stderr).toMatch(/^daemonize: .*server was stopped\n$/);
      expect(isAlive(actor.pid)).toBe(false);
      expectNothingLeft(here);
    },
  );
});

/** Rewrites a part of a record, as if the machine had gone on without it. */
const rewrite = (here: Scene, name: string, change: object): void => {
  const record = readRecord(here, name);
  writeFileSync(recordFile(here, name), JSON.stringify({ ...record, ...change }));
};

/** A live process that is none of ours, in a session of its own. */
const startStranger = async (here: Scene): Promise<number> => {
  const { stdout } = await here.run('sh', ['-c', 'setsid sleep 2000 >/dev/null 2>&1 & echo $!']);
  return Number(stdout);
};

test.each([
  ['start time', (pid: number, main: object) => ({ ...main, pid })],
  [
    'boot',
    (pid: number, main: object) => ({ ...main, pid, startTime: String(processInfo(pid).startTime), boot: 'other' }),
  ],
])('a pid that was given to another process, of another %s, is never taken for the daemon', async (_what, mainOf) => {
  const here = scene();
  const stranger = await startStranger(here);
  const { pid } = await startSleeping(here);
  const { main } = readRecord(here, 'sleep');
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid), 'the daemon has ended');
  rewrite(here, 'sleep', { main: mainOf(stranger, main), session: processInfo(stranger).session });

  expect((await here.daemonize('status', 'sleep')).code).toBe(3);
  expect(await stateOf(here, 'sleep')).toBe('exited');
  expect(await here.daemonize('stop', 'sleep')).toMatchObject({ code: 0, stderr: '' });
  expect((await here.daemonize('signal', 'sleep', 'TERM')).code).not.toBe(0);
  expect(isAlive(stranger)).toBe(true);
  const { pid: next } = await startSleeping(here);
  expect(running(here).toSorted()).toEqual([stranger, next].toSorted());
  await here.daemonize('stop', 'sleep');
  expect(isAlive(stranger)).toBe(true);
  process.kill(stranger, 'SIGKILL');
});

test('a starter or stopper of an earlier boot is not waited for', async () => {
  const here = scene();
  const { pid } = await startSleeping(here);
  const worker = { pid: process.pid, startTime: String(processInfo(process.pid).startTime), boot: 'other' };
  rewrite(here, 'sleep', { phase: 'starting', worker });
  expect(await stateOf(here, 'sleep')).toBe('running');
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid), 'the daemon has ended');
  expect(await stateOf(here, 'sleep')).toBe('exited');
  pidIn(await here.daemonize('sleep', '1000'));
});

test.each([[''], ['{"pid":'], ['\0\0\0']])('a lock file that a power cut left as %j holds nobody up', async (text) => {
  const here = scene();
  await startSleeping(here);
  writeFileSync(path.join(here.state, 'sleep', 'lock.99'), text);
  expect(await here.daemonize('stop', 'sleep')).toMatchObject({ code: 0, stderr: '' });
  pidIn(await here.daemonize('sleep', '1000'));
});

test('a daemon whose launcher was killed while it settled is running, and can be stopped', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here, 'server');
  const launcher = here.startDaemonize('--settle', '1h', ...puppet.command);
  const actor = await puppet.connected();
  expect(await stateOf(here)).toBe('starting');
  launcher.kill('SIGKILL');
  await launcher.ended;
  expect(await stateOf(here)).toBe('running');
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stderr: '' });
  await actor.ended;
  expect(running(here)).toEqual([]);
  expect(stateFiles(here)).toEqual(['server']);
});
