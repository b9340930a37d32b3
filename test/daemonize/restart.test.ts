import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { isAlive, processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, running, stateOf, statusOf, withPuppet } from './one-daemon.ts';

test('restart: a new process with the same command, directory, environment, operands, umask and options', async () => {
  const { here, puppet } = await withPuppet({ 'sub/': '' });
  const options = ['--settle', '0', '--env', 'COLOUR=light blue', '--umask', '027', '--chdir', 'sub', '--nice', '3'];
  const operands = ['007', '--help', '', 'a b', 'é\n', '--'];
  await here.daemonize(...options, '--pidfile', 'my.pid', '--log', 'all.log', ...puppet.command, ...operands);
  const [before, { id: _, ...recordBefore }] = [await puppet.connected(), await statusOf(here)];
  const infoBefore = processInfo(before.pid);
  // From another place, with another environment.
  const ended = await here.tool('daemonize', ['restart', 'server'], {
    cwd: '/',
    environment: { COLOUR: 'red', MORE: '1', LANG: 'C' },
  });
  const after = await puppet.connected();
  expect(ended).toEqual({ code: 0, signal: null, stdout: `server: started, pid ${after.pid}\n`, stderr: '' });
  expect(isAlive(before.pid)).toBe(false);
  const infoAfter = processInfo(after.pid);
  for (const key of ['cwd', 'umask', 'command', 'nice'] as const) expect(infoAfter[key]).toEqual(infoBefore[key]);
  const { DAEMONIZE_ID: idAfter, ...environmentAfter } = infoAfter.environment;
  const { DAEMONIZE_ID: idBefore, ...environmentBefore } = infoBefore.environment;
  expect(environmentAfter).toEqual(environmentBefore);
  expect(idAfter).toMatch(/^\w+$/);
  expect(idAfter).not.toBe(idBefore);
  expect(after.argv).toEqual(operands);
  expect(infoAfter.descriptors.get(1)).toBe(path.join(here.work, 'all.log'));
  expect(readFileSync(path.join(here.work, 'my.pid'), 'utf8')).toBe(`${after.pid}\n`);
  const { command, cwd, logs } = recordBefore;
  expect(await statusOf(here)).toMatchObject({ command, cwd, logs, pid: after.pid, state: 'running', restarts: 1 });
});

test('status counts the restarts; a start by hand is none', async () => {
  const { here, puppet } = await running();
  for (const restarts of [1, 2]) {
    await here.daemonize('restart', 'server');
    await puppet.connected();
    expect(await statusOf(here)).toMatchObject({ restarts });
  }
  await here.daemonize('stop', 'server');
  await here.daemonize('--settle', '0', ...puppet.command);
  expect(await statusOf(here)).toMatchObject({ restarts: 2 });
});

test('restart waits until it is ready again', async () => {
  const { here, puppet } = await withPuppet();
  const start = here.startDaemonize('--ready', 'log:/ready/', ...puppet.command);
  await (await puppet.connected()).do({ write: 'stdout', text: 'ready\n' });
  await start.ended;
  const restart = here.startDaemonize('restart', 'server');
  const second = await puppet.connected();
  expect(await stateOf(here)).toBe('starting');
  await second.do({ write: 'stdout', text: 'ready\n' });
  expect((await restart.ended).stdout).toMatch(/^server: ready after \S+, pid \d+\n$/);
});

test('--update-env takes the environment of now, and keeps what --env said', async () => {
  const { here, puppet } = await withPuppet();
  const options = ['--settle', '0', '--env', 'KEPT=1', '--env', 'HANDED'];
  await here.tool('daemonize', [...options, ...puppet.command], { environment: { OLD: '1', HANDED: 'before' } });
  expect((await puppet.connected()).env).toMatchObject({ OLD: '1', KEPT: '1', HANDED: 'before' });
  const environment = { NEW: '1', HANDED: 'after' };
  await here.tool('daemonize', ['restart', 'server', '--update-env'], { environment });
  const { env } = await puppet.connected();
  expect(env).toMatchObject({ NEW: '1', KEPT: '1', HANDED: 'after' });
  expect(env).not.toHaveProperty('OLD');
  await here.daemonize('restart', 'server'); // from now on this is its environment
  expect((await puppet.connected()).env).toMatchObject({ NEW: '1', KEPT: '1', HANDED: 'after' });
});

test('an environment file is read again', async () => {
  const { here, puppet } = await withPuppet({ '.env': 'COLOUR=blue\n' });
  await here.daemonize('--settle', '0', '--env-file', '.env', ...puppet.command);
  expect((await puppet.connected()).env).toMatchObject({ COLOUR: 'blue' });
  here.write({ '.env': "COLOUR='dark red' # a comment\n" });
  await here.tool('daemonize', ['restart', 'server'], { cwd: '/' });
  expect((await puppet.connected()).env).toMatchObject({ COLOUR: 'dark red' });
});

test('a stopped daemon is started by restart, and so is one that ended by itself', async () => {
  const { here, puppet, actor } = await running();
  await here.daemonize('stop', 'server');
  expect(await here.daemonize('restart', 'server')).toMatchObject({ code: 0, stderr: '' });
  const second = await puppet.connected();
  expect(second.pid).not.toBe(actor.pid);
  await second.do({ exit: 0 });
  expect(await here.daemonize('restart', 'server')).toMatchObject({ code: 0, stderr: '' });
  expect(await statusOf(here)).toMatchObject({ state: 'running', pid: (await puppet.connected()).pid });
});

test('an unknown name is 4, and then nothing is restarted', async () => {
  const { here, actor } = await running();
  expectSentence(await here.daemonize('restart', 'server', 'nobody'), 4, 'no daemon is called nobody');
  expect(await statusOf(here)).toMatchObject({ pid: actor.pid, restarts: 0 });
});

test('a new version that fails: exit 1 with its last words, and the name can be restarted later', async () => {
  const script = (text: string) => executable(`#!/bin/sh\n${text}\n`);
  const here = scene({ 'app.sh': script('exec sleep 1000') });
  await here.daemonize('--name', 'app', '--settle', '100ms', '--env', 'KEPT=1', './app.sh');
  here.write({ 'app.sh': script('echo "syntax error" >&2; exit 3') });
  const ended = await here.daemonize('restart', 'app', '--quiet');
  expectSentence(ended, 1, /^daemonize: app ended after \S+: exit code 3$/m);
  expect(ended.stderr).toContain('| syntax error');
  expect(await statusOf(here, 'app')).toMatchObject({
    state: 'stopped',
    pid: null,
    restarts: 0,
    command: ['./app.sh'],
  });
  here.write({ 'app.sh': script('exec sleep 1000') });
  expect(await here.daemonize('restart', 'app')).toMatchObject({ code: 0, stderr: '' });
  const { pid, ...status } = await statusOf(here, 'app');
  expect(status).toMatchObject({ state: 'running', restarts: 1 });
  expect(processInfo(Number(pid)).environment).toMatchObject({ KEPT: '1' });
});

test.each([
  ['command is gone', 'app.sh', 127],
  ['environment file is gone', '.env', 1],
  ['directory is gone', 'sub', 1],
])('what is certain to fail stops nothing: its %s', async (_, victim, code) => {
  const here = scene({ 'app.sh': executable('#!/bin/sh\nexec sleep 1000\n'), '.env': 'A=1\n', 'sub/': '' });
  const command = path.join(here.work, 'app.sh');
  await here.daemonize('--name', 'app', '--settle', '0', '--env-file', '.env', '--chdir', 'sub', command);
  const { pid } = await statusOf(here, 'app');
  await here.run('rm', ['-r', victim]);
  expectSentence(await here.daemonize('restart', 'app'), code);
  expect(await statusOf(here, 'app')).toMatchObject({ state: 'running', pid, restarts: 0 });
});

test('a deaf process is killed before the new one is started: never are there two', async () => {
  const { here, puppet, actor } = await running('--stop-timeout', '100ms');
  await actor.do({ ignore: 'SIGTERM' });
  const child = await actor.do({ spawn: ['/bin/sleep', '1000'], detached: true });
  await here.daemonize('restart', 'server');
  await puppet.connected();
  expect([isAlive(actor.pid), isAlive(child)]).toEqual([false, false]);
});

test('several names at once, --json and --quiet', async () => {
  const here = scene();
  for (const name of ['a', 'b']) await here.daemonize('--name', name, '--settle', '0', 'sleep', '1000');
  const { stdout } = await here.daemonize('restart', 'a', 'b', '--json');
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([
    { name: 'a', state: 'running', restarts: 1 },
    { name: 'b', state: 'running', restarts: 1 },
  ]);
  expect(await here.daemonize('restart', 'a', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('a daemon can have itself restarted', async () => {
  const { here, puppet, actor } = await running();
  await actor.do({ spawn: [toolPath('daemonize'), 'restart', 'server'], detached: true });
  const second = await puppet.connected();
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
  expect(await statusOf(here)).toMatchObject({ pid: second.pid, restarts: 1 });
});
