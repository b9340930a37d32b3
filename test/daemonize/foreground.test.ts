// --foreground: daemonize itself looks after the command, where somebody watches what he has started.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import type { Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { gotIn, TELLER } from '../xspawn/teller.ts';
import { BIRTHS, readRecord } from './births.ts';
import { eventsOf, expectSentence, linesOf, type OneDaemon, stateOf, statusOf, withPuppet } from './one-daemon.ts';

interface InForeground extends OneDaemon {
  readonly host: Running;
}

/** A puppet that daemonize looks after in the foreground. */
const inForeground = async (options: readonly string[] = [], environment = {}): Promise<InForeground> => {
  const { here, puppet } = await withPuppet();
  const host = here.start(toolPath('daemonize'), ['--foreground', ...options, ...puppet.command], { environment });
  const actor = await puppet.connected();
  await until(async () => (await stateOf(here)) === 'running', 'it counts as running');
  return { here, puppet, actor, host };
};

const codeOf = async (here: Scene, script: string, ...options: readonly string[]) => {
  const { code, signal } = await here.daemonize('--foreground', ...options, 'sh', '-c', script);
  return code ?? signal;
};

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test('what it writes goes where daemonize writes, and daemonize itself speaks on standard error', async () => {
    const here = scene();
    const words = ['--foreground', '--name', 'one', 'sh', '-c', 'echo out; echo err >&2; cat'];
    const { code, stderr, stdout } = await here.tool('daemonize', words, { environment, stdin: 'unread' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'out\n' });
    const [, pid] = /^daemonize: one: started, pid (\d+): sh -c '.*'$/m.exec(stderr) ?? [];
    expect(stderr).toMatch(new RegExp(`^daemonize: one: exited, pid ${pid}, exit code 0 after \\S+$`, 'm'));
    expect(linesOf(stderr).filter((line) => !line.startsWith('daemonize: one: '))).toEqual(['err']);
  });

  test('daemonize ends as its command has ended', async () => {
    const here = scene();
    const endOf = async (script: string) => {
      const { code, signal } = await here.tool('daemonize', ['--foreground', 'sh', '-c', script], { environment });
      return code ?? signal;
    };
    expect(await endOf('exit 0')).toBe(0);
    expect(await endOf('exit 3')).toBe(3);
    expect(await endOf('kill -USR2 $$')).toBe('SIGUSR2');
    expect(await endOf('kill -KILL $$')).toBe('SIGKILL');
    expect(await stateOf(here, 'sh')).toBe('exited');
  });

  test('asked to end it ends the command first, and then as that did', async () => {
    const { actor, here, host } = await inForeground([], environment);
    await actor.do({ catch: 'SIGTERM' });
    host.kill('SIGTERM');
    await actor.received('SIGTERM');
    expect(isAlive(host.pid)).toBe(true);
    await actor.do({ write: 'stdout', text: 'the last word\n' });
    await actor.do({ exit: 7 });
    expect(await host.ended).toMatchObject({ code: 7, stdout: 'the last word\n' });
    expect(host.stderr).toContain('daemonize: server: ending it, asked by SIGTERM; a second signal kills it\n');
    expect(await statusOf(here)).toMatchObject({ state: 'stopped', pid: null, supervisorPid: null });
    expect(processesAround(here.root)).toEqual([]);
  });

  test('when what stands in between is asked, too, as systemd does, it is still known how the command ended', async () => {
    const { actor, host } = await inForeground([], environment);
    await actor.do({ catch: 'SIGTERM' });
    for (const pid of [processInfo(actor.pid).session, host.pid]) process.kill(pid, 'SIGTERM');
    await actor.received('SIGTERM');
    await actor.do({ exit: 7 });
    expect(await host.ended).toMatchObject({ code: 7 });
  });
});

/** A pipe of the kernel's: that of Node, which the rig has, is a socket, and cannot be opened once more. */
const throughPipe = (here: Scene, ...words: readonly string[]) =>
  here.run('sh', ['-c', '"$0" --foreground "$@" | cat', toolPath('daemonize'), ...words]);

test('the command can open /dev/stdout, though it be of another user', async ({ skip }) => {
  const here = scene();
  const script = ['sh', '-c', 'echo again >/dev/stdout'];
  expect(await throughPipe(here, ...script)).toMatchObject({ stdout: 'again\n' });
  if (process.getuid?.() !== 0) skip('only root can run it as another user');
  expect(await throughPipe(here, '--user', 'nobody', ...script)).toMatchObject({ stdout: 'again\n' });
});

test.each(['SIGINT', 'SIGTERM', 'SIGQUIT'] as const)('by %s, when its command does as it is asked', async (signal) => {
  const { host } = await inForeground();
  host.kill(signal);
  expect(await host.ended).toMatchObject({ code: null, signal });
});

test('a deaf command is killed after --stop-timeout, with whoever has left its session', async () => {
  const { actor, here, host } = await inForeground(['--stop-timeout', '100ms']);
  await actor.do({ ignore: 'SIGTERM' });
  await actor.do({ spawn: ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'], detached: true });
  host.kill();
  expect(await host.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(processesAround(here.root)).toEqual([]);
});

test('who asks twice does not want to wait', async () => {
  const { actor, here, host } = await inForeground(['--stop-timeout', '1h']);
  await actor.do({ catch: 'SIGTERM' });
  host.kill('SIGINT');
  await actor.received('SIGTERM');
  host.kill('SIGINT');
  expect(await host.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(processesAround(here.root)).toEqual([]);
});

test('while it has to become ready it can be interrupted, too, and leaves nothing', async () => {
  const { here, puppet } = await withPuppet();
  const host = here.startDaemonize('--foreground', '--ready', 'ipc', '--ready-timeout', '1h', ...puppet.command);
  const actor = await puppet.connected();
  await actor.do({ catch: 'SIGHUP' });
  host.kill('SIGHUP');
  await actor.received('SIGHUP');
  host.kill('SIGQUIT');
  expect(await host.ended).toMatchObject({ signal: 'SIGQUIT' });
  expect(processesAround(here.root)).toEqual([]);
  expect((await here.daemonize('list', '--json')).stdout).toBe('[]\n');
});

test('other signals go to the command', async () => {
  const here = scene({ 'teller.cjs': TELLER });
  const host = here.startDaemonize('--foreground', process.execPath, 'teller.cjs');
  await host.until(/pid/);
  const names = ['HUP', 'USR1', 'USR2', 'WINCH', 'TERM'];
  for (const name of names) {
    host.kill(`SIG${name}` as NodeJS.Signals);
    await host.until(new RegExp(`got SIG${name}`));
  }
  expect(await host.ended).toMatchObject({ code: 7 });
  expect(gotIn(host.stdout)).toEqual(names);
});

test('--restart starts it again, with the same output, and both is said', async () => {
  const { actor, here, host, puppet } = await inForeground(['--restart', '--name', 'server']);
  await actor.do({ write: 'stdout', text: 'first\n' });
  await actor.do({ exit: 3 });
  const second = await puppet.connected();
  await second.do({ write: 'stdout', text: 'second\n' });
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
  expect(await statusOf(here)).toMatchObject({ restarts: 1, supervisorPid: host.pid, lastExit: { code: 3 } });
  host.kill();
  expect(await host.ended).toMatchObject({ signal: 'SIGTERM', stdout: 'first\nsecond\n' });
  expect(host.stderr).toContain(`daemonize: server: exited, pid ${actor.pid}, exit code 3`);
  expect(host.stderr).toContain(`daemonize: server: started, pid ${second.pid}`);
});

test('when it gives up it fails as the command did, and fails all the same when that ended well', async () => {
  const here = scene();
  const limit = ['--restart', '--max-restarts', '1', '--backoff', '0'];
  expect(await codeOf(here, 'exit 4', ...limit)).toBe(4);
  expect(await codeOf(here, 'exit 0', ...limit)).toBe(1);
  expect(await stateOf(here, 'sh')).toBe('failed');
});

test('while it pauses it can be asked to end, and be stopped', async () => {
  const { here, puppet } = await withPuppet();
  const pausing = async () => {
    const host = here.startDaemonize('--foreground', '--restart', '--backoff', '1h', ...puppet.command);
    for (let turn = 0; turn < 2; turn += 1) await (await puppet.connected()).do({ exit: 1 });
    await until(async () => (await statusOf(here)).nextTryAt !== null, 'it pauses');
    return host;
  };
  const asked = await pausing();
  asked.kill('SIGINT');
  expect(await asked.ended).toMatchObject({ signal: 'SIGINT' });
  const stopped = await pausing();
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stdout: 'server: stopped\n' });
  expect(await stopped.ended).toMatchObject({ code: 1 });
  expect(await stateOf(here)).toBe('stopped');
});

test('from elsewhere it is a daemon like others: it is listed, signalled, stopped', async () => {
  const { actor, here, host, puppet } = await inForeground();
  expect((await here.daemonize('list')).stdout).toMatch(new RegExp(`server +running +${actor.pid}`));
  expect(await statusOf(here)).toMatchObject({ supervisorPid: host.pid, logs: { stdout: null, stderr: null } });
  expect((await here.daemonize('status', 'server')).stdout).toContain('goes where daemonize writes');
  await actor.do({ catch: 'SIGUSR1' });
  expect(await here.daemonize('signal', 'server', 'USR1')).toMatchObject({ code: 0 });
  await actor.received('SIGUSR1');
  expectSentence(await here.daemonize('logs', 'server'), 1, /server runs in the foreground/);
  expectSentence(await here.daemonize('restart', 'server'), 1, /server runs in the foreground/);
  expect(await here.daemonize('restart', '--all')).toMatchObject({ code: 0, stderr: '' });
  expectSentence(await here.daemonize('--foreground', ...puppet.command), 1, /server is running already/);
  expect(await here.daemonize('--foreground', '--if-not-running', ...puppet.command)).toMatchObject({ code: 0 });
  expect(isAlive(actor.pid)).toBe(true);
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stdout: 'server: stopped (1 process)\n' });
  expect(await host.ended).toMatchObject({ signal: 'SIGTERM' });
  expect((await eventsOf(here)).map(({ type }) => type)).toEqual(['started', 'signalled', 'stopped']);
});

test('what goes to a file is kept as always', async () => {
  const here = scene();
  const words = ['--ready', 'log:/err/', '--stderr', 'err.txt', 'sh', '-c', 'echo out; echo err >&2; exec sleep 1000'];
  const host = here.startDaemonize('--foreground', ...words);
  await host.until(/daemonize: sh: ready, /, 'stderr');
  host.kill();
  expect(await host.ended).toMatchObject({ signal: 'SIGTERM', stdout: 'out\n' });
  expect(readFileSync(path.join(here.work, 'err.txt'), 'utf8')).toBe('err\n');
  expect(await here.daemonize('logs', 'sh')).toMatchObject({ code: 0, stderr: 'err\n', stdout: '' });
});

test('--quiet: nothing is heard but the command; --json: what happens, an object a line', async () => {
  const here = scene();
  expect(await here.daemonize('--foreground', '-q', 'sh', '-c', 'echo out; exit 1')).toMatchObject({
    ...{ code: 1, stdout: 'out\n', stderr: '' },
  });
  const { stderr } = await here.daemonize('--foreground', '--json', 'sh', '-c', 'exit 1');
  const events = linesOf(stderr).map((line) => JSON.parse(line));
  expect(events.map(({ name, type }) => [name, type])).toEqual([
    ['sh', 'started'],
    ['sh', 'exited'],
    ['sh', 'left'],
  ]);
});

test('what cannot be started is told as always', async () => {
  const here = scene();
  expectSentence(await here.daemonize('--foreground', 'nonesuch'), 127, /nonesuch: command not found/);
  expectSentence(await here.daemonize('--foreground', '/etc/passwd'), 126, /cannot be executed/);
  const unready = await here.daemonize('--foreground', '--ready', 'ipc', 'sh', '-c', 'exit 9');
  expect(unready).toMatchObject({ code: 9 });
  expect(unready.stderr).toMatch(/daemonize: sh ended after \S+: exit code 9\n$/);
  expect((await here.daemonize('list', '--json')).stdout).toBe('[]\n');
});

test('--dry-run says where it would run, and runs nothing', async () => {
  const here = scene();
  const { stdout } = await here.daemonize('--foreground', '--dry-run', 'sleep', '1');
  expect(stdout).toMatch(/^sleep: would run in the foreground: sleep 1\n/);
});

test('when daemonize is killed the command goes on; resume has it looked after, and from then on it logs to files', async () => {
  const { actor, here, host, puppet } = await inForeground(['--restart', '--backoff', '0']);
  host.kill('SIGKILL');
  await until(() => !isAlive(host.pid), 'daemonize is dead');
  expect(await stateOf(here)).toBe('unsupervised');
  expect(await here.daemonize('resume')).toMatchObject({ code: 0, stdout: `server: taken over, pid ${actor.pid}\n` });
  expect(readRecord(here, 'server').settings.foreground).toBe(false);
  await actor.do({ exit: 3 });
  const second = await puppet.connected();
  await second.do({ write: 'stdout', text: 'in a file\n' });
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
  expect((await here.daemonize('logs', 'server')).stdout).toBe('in a file\n');
  expect(await here.daemonize('restart', 'server')).toMatchObject({ code: 0, stderr: '' });
  await puppet.connected();
  await host.ended;
});

test('what ended with its daemonize, command and all, is nothing for resume', async () => {
  const { actor, here, host } = await inForeground(['--restart']);
  const { session } = processInfo(actor.pid);
  for (const pid of [host.pid, session, actor.pid]) process.kill(pid, 'SIGKILL');
  await until(() => processesAround(here.root).length === 0, 'the container has gone');
  expect(await here.daemonize('resume')).toMatchObject({ code: 0, stdout: 'server: exited\n' });
});

test('logs in files can have their time, and are complete when it ends, whoever ends it; HUP opens them anew', async () => {
  const { actor, here, host } = await inForeground(['--log', 'all.txt', '--log-time']);
  const log = path.join(here.work, 'all.txt');
  const said = (file: string) => linesOf(readFileSync(file, 'utf8')).map((line) => line.replace(/^\S+Z /, ''));
  await actor.do({ write: 'stdout', text: 'first\n' });
  await until(() => said(log).length === 1, 'it is in the log');
  renameSync(log, `${log}.1`);
  await actor.do({ catch: 'SIGHUP' });
  host.kill('SIGHUP');
  await actor.received('SIGHUP');
  await until(async () => {
    await actor.do({ write: 'stdout', text: 'more\n' });
    return existsSync(log);
  }, 'there is another log');
  await actor.do({ write: 'stderr', text: 'last\n' });
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0 });
  expect(await host.ended).toMatchObject({ signal: 'SIGTERM', stdout: '' });
  expect(host.stderr).not.toContain('logger-ended');
  expect(said(`${log}.1`).at(0)).toBe('first');
  expect(said(log).at(-1)).toBe('last');
});

test.each([['--log-size', '1M'], ['--log-time']])('%s is refused where nothing is kept', async (...option) => {
  expectSentence(await scene().daemonize('--foreground', ...option, 'true'), 2, /is about files: with --foreground/);
});
