import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { eventsOf, expectSentence, linesOf, running, starting, withPuppet } from './one-daemon.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test('a start, its readiness, a signal and a stop, in their order', async () => {
  const { here, puppet, start, actor } = await starting('--ready', 'log:/ready/');
  await actor.do({ catch: 'SIGHUP' });
  await actor.do({ write: 'stdout', text: 'ready\n' });
  await start.ended;
  await here.daemonize('signal', 'server', 'HUP');
  await actor.received('SIGHUP');
  await here.daemonize('stop', 'server');
  const { pid } = actor;
  expect(await eventsOf(here)).toEqual([
    { time, type: 'started', pid, command: puppet.command, logOffsets: { stdout: 0, stderr: 0 } },
    { time, type: 'ready', pid, afterMs: expect.any(Number) },
    { time, type: 'signalled', pid, signal: 'SIGHUP' },
    { time, type: 'stopped', signal: 'SIGTERM', killed: false, processes: 1, uptimeMs: expect.any(Number) },
  ]);
  const times = (await eventsOf(here)).map((event) => String(event.time));
  expect(times).toEqual(times.toSorted());
});

test('the end of a run that nobody saw is told when the next one begins, with the last line of stderr', async () => {
  const { here, actor } = await running();
  await actor.do({ write: 'stderr', text: 'first\nout of memory\n' });
  await actor.do({ write: 'stdout', text: 'hello\n' });
  await actor.do({ exit: 1 });
  await here.daemonize('restart', 'server');
  const [, exited, started] = await eventsOf(here);
  expect(exited).toEqual({
    time,
    type: 'exited',
    pid: actor.pid,
    exit: null,
    uptimeMs: null,
    lastLine: 'out of memory',
  });
  expect(started).toMatchObject({ type: 'started', logOffsets: { stdout: 6, stderr: 20 } });
  expect((await here.daemonize('events', 'server')).stdout).toContain('saying: out of memory');
});

test('a restart that fails is told with its reason', async () => {
  const { here, puppet } = await withPuppet();
  const start = here.startDaemonize('--settle', '100ms', '--ready', 'log:/ready/', ...puppet.command);
  await (await puppet.connected()).do({ write: 'stdout', text: 'ready\n' });
  await start.ended;
  const restart = here.startDaemonize('restart', 'server');
  const second = await puppet.connected();
  await second.do({ write: 'stderr', text: 'bad config\n' });
  await second.do({ exit: 9 });
  expect((await restart.ended).code).toBe(1);
  const types = (await eventsOf(here)).map(({ type }) => type);
  expect(types).toEqual(['started', 'ready', 'stopped', 'started', 'start-failed']);
  expect((await eventsOf(here)).at(-1)).toEqual({
    ...{ time, type: 'start-failed', reason: 'exit code 9', lastLine: 'bad config' },
  });
});

test('a stop that had to kill says so', async () => {
  const { here, actor } = await running('--stop-timeout', '50ms', '--stop-signal', 'INT');
  await actor.do({ ignore: 'SIGINT' });
  await here.daemonize('stop', 'server');
  expect((await eventsOf(here)).at(-1)).toMatchObject({ type: 'stopped', signal: 'SIGINT', killed: true });
  expect((await here.daemonize('events', 'server')).stdout).toMatch(/ {2}stopped {7}SIGINT, then killed, 1 process/);
});

test('without --json each event is one line with its time', async () => {
  const { here, actor } = await running();
  const { stdout } = await here.daemonize('events', 'server');
  expect(linesOf(stdout)).toHaveLength(1);
  expect(stdout).toMatch(new RegExp(`^\\S+Z {2}started {7}pid ${actor.pid}: /.*\\n$`));
});

test('events -f goes on with what happens, and ends when the daemon is removed', async () => {
  const { here, actor } = await running();
  const follower = here.startDaemonize('events', '-f', '--json', 'server');
  await follower.until(/"started"/);
  await actor.do({ catch: 'SIGUSR2' });
  await here.daemonize('signal', 'server', 'USR2');
  await follower.until(/"signalled".*\n/);
  await here.daemonize('stop', 'server');
  await follower.until(/"stopped".*\n/);
  await here.daemonize('remove', 'server');
  const ended = await follower.ended;
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(linesOf(ended.stdout).map((line) => JSON.parse(line).type)).toEqual(['started', 'signalled', 'stopped']);
});

test.each(['SIGINT', 'SIGTERM'] as const)('events -f dies by %s quietly', async (signal) => {
  const { here } = await running();
  const follower = here.startDaemonize('events', '-f', 'server');
  await follower.until(/started/);
  follower.kill(signal);
  expect(await follower.ended).toMatchObject({ code: null, signal, stderr: '' });
});

test('events into a pipe whose reader goes away end quietly', async () => {
  const { here } = await running();
  const file = path.join(here.state, 'server/events.ndjson');
  appendFileSync(file, readFileSync(file, 'utf8').repeat(20_000));
  const { stdout, stderr } = await here.run('bash', [
    ...['-c', '"$@" | head -1 >/dev/null; echo ${PIPESTATUS[0]}', 'bash'],
    ...[toolPath('daemonize'), 'events', 'server'],
  ]);
  expect(stderr).toBe('');
  expect(['0\n', '141\n']).toContain(stdout);
});

test('a half line that a full disk left is passed over', async () => {
  const { here } = await running();
  appendFileSync(path.join(here.state, 'server/events.ndjson'), '{"time":"2026-01-01T0\n\nnull\n[]\n"x"\n');
  await here.daemonize('stop', 'server');
  const ended = await here.daemonize('events', 'server');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).not.toContain('undefined');
  expect(ended.stdout).toMatch(/ stopped .*\n$/);
});

test('an unknown name is 4', async () => {
  const here = scene();
  expectSentence(await here.daemonize('events', 'nobody'), 4, 'no daemon is called nobody');
  expectSentence(await here.daemonize('events'), 2, 'missing operand: NAME');
});

test('control characters in the last line of a daemon do not reach the terminal raw', async () => {
  const { here, actor } = await running();
  await actor.do({ write: 'stderr', text: 'a\u001b[2Jb\u0007\n' });
  await actor.do({ exit: 1 });
  await until(() => !processExists(actor.pid), 'it is gone');
  await here.daemonize('restart', 'server');
  const { stdout } = await here.daemonize('events', 'server');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

const processExists = (pid: number): boolean => {
  try {
    return processInfo(pid).pid === pid;
  } catch {
    return false;
  }
};
