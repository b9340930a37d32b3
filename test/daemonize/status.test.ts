import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, linesOf, running, starting, stateOf, statusOf } from './one-daemon.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test('status --json has every field of the contract, in its type', async () => {
  const { here, puppet, actor } = await running();
  const ended = await here.daemonize('status', 'server', '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(ended.stdout)).toHaveLength(1);
  const status = JSON.parse(ended.stdout);
  expect(status).toEqual({
    name: 'server',
    state: 'running',
    pid: actor.pid,
    supervisorPid: null,
    controlSocket: null,
    command: puppet.command,
    cwd: here.work,
    startedAt: expect.stringMatching(ISO),
    readyAt: expect.stringMatching(ISO),
    endedAt: null,
    uptimeMs: expect.any(Number),
    restarts: 0,
    nextTryAt: null,
    lastExit: null,
    cpuPercent: expect.any(Number),
    rssBytes: expect.any(Number),
    workers: [],
    listen: [],
    logs: { stdout: path.join(here.state, 'server/out.log'), stderr: path.join(here.state, 'server/err.log') },
  });
  const list = JSON.parse((await here.daemonize('list', '--json')).stdout);
  expect(list).toHaveLength(1);
  expect(Object.keys(list[0])).toEqual(Object.keys(status));
});

test('a stopped one has no pid, uptime, processor or memory, but the time of its end', async () => {
  const { here } = await running();
  await here.daemonize('stop', 'server');
  expect(await statusOf(here)).toMatchObject({
    ...{ state: 'stopped', pid: null, uptimeMs: null, cpuPercent: null, rssBytes: null, listen: [] },
    endedAt: expect.stringMatching(ISO),
  });
});

test('status exits with 0 while it runs, 3 when it does not, 4 for an unknown name', async () => {
  const { here, actor } = await running();
  expect(await here.daemonize('status', 'server')).toMatchObject({ code: 0, stderr: '' });
  await actor.do({ exit: 7 });
  const exited = await here.daemonize('status', 'server');
  expect(exited).toMatchObject({ code: 3, stderr: '' });
  expect(exited.stdout).toMatch(/^server: exited\n/);
  await here.daemonize('restart', 'server');
  await here.daemonize('stop', 'server');
  expect(await here.daemonize('status', 'server')).toMatchObject({ code: 3, stderr: '' });
  expect(await here.daemonize('status', 'server', '--quiet')).toMatchObject({ code: 3, stdout: '', stderr: '' });
  for (const name of ['nobody', '../server', '', '.', 'server/', '-x'])
    expectSentence(await here.daemonize('status', '--', name), 4, `no daemon is called ${name}`);
});

test('starting and stopping are states of their own, and count as running', async () => {
  const { here, start, actor } = await starting('--ready', 'log:/ready/');
  expect(await here.daemonize('status', 'server')).toMatchObject({ code: 0 });
  expect(await stateOf(here)).toBe('starting');
  await actor.do({ catch: 'SIGTERM' });
  await actor.do({ write: 'stdout', text: 'ready\n' });
  await start.ended;
  const stop = here.startDaemonize('stop', 'server');
  await actor.received('SIGTERM');
  expect(await here.daemonize('status', 'server')).toMatchObject({ code: 0 });
  expect(await stateOf(here)).toBe('stopping');
  await actor.do({ exit: 0 });
  await stop.ended;
});

test('memory and processor time are those of all its processes', async () => {
  const { here, puppet, actor } = await running();
  await actor.do({ spawn: puppet.command, detached: true });
  const child = await puppet.connected();
  const before = await statusOf(here);
  expect(before.rssBytes).toBeGreaterThan(50e6); // two Nodes
  await actor.do({ allocate: 50_000_000 });
  await child.do({ allocate: 50_000_000 });
  const after = await statusOf(here);
  expect(Number(after.rssBytes) - Number(before.rssBytes)).toBeGreaterThan(80e6);
  expect(Number(after.rssBytes) - Number(before.rssBytes)).toBeLessThan(200e6);
});

test('a busy process shows its use of the processor', async () => {
  const here = scene();
  await here.daemonize('--name', 'busy', '--settle', '0', 'sh', '-c', 'while :; do :; done');
  const busy = await until(async () => {
    const status = await statusOf(here, 'busy');
    return Number(status.cpuPercent) > 10 ? status : undefined;
  }, 'more than 10 % are shown');
  expect(busy.cpuPercent).toBeLessThan(120);
  expect((await here.daemonize('list')).stdout).toMatch(/ \d+\.\d% /);
});

test('listen tells 127.0.0.1:PORT, [::1]:PORT, *:PORT and the path of a socket, of children, too', async () => {
  const { here, puppet, actor } = await running();
  const [four, six, all, any] = [
    await actor.do({ listen: { port: 0, host: '127.0.0.1' } }),
    await actor.do({ listen: { port: 0, host: '::1' } }),
    await actor.do({ listen: 0 }),
    await actor.do({ listen: { port: 0, host: '0.0.0.0' } }),
  ];
  const socket = path.join(here.root, 'a b.sock');
  await actor.do({ listenUnix: socket });
  await actor.do({ spawn: puppet.command });
  const child = await (await puppet.connected()).do({ listen: { port: 0, host: '127.0.0.3' } });
  const expected = [`127.0.0.1:${four}`, `[::1]:${six}`, `*:${all}`, `*:${any}`, socket, `127.0.0.3:${child}`];
  const { listen } = await statusOf(here);
  expect([...(listen as string[])].sort()).toEqual([...expected].sort());
  const { stdout } = await here.daemonize('status', 'server');
  for (const address of expected) expect(stdout).toContain(address);
});

test('a list of nothing', async () => {
  const here = scene();
  expect((await here.daemonize('list')).stdout).toMatch(/^no daemons; start one with: daemonize /);
  expect((await here.daemonize('list', '--json')).stdout).toBe('[]\n');
  expect((await here.daemonize('list', '--quiet')).stdout).toBe('');
  expect(readdirSync(here.root)).not.toContain('state'); // looking makes nothing
});

test('list is a table with aligned columns; --quiet prints the names alone', async () => {
  const here = scene();
  for (const name of ['a', 'a-longer.name@x_1', 'Z9'])
    await here.daemonize('--name', name, '--settle', '0', 'sleep', '1000');
  await here.daemonize('stop', 'a');
  const { stdout } = await here.daemonize('list');
  const lines = linesOf(stdout);
  expect(lines[0]).toMatch(/^NAME +STATE +PID +UPTIME +RESTARTS +CPU +MEMORY +LISTEN +COMMAND$/);
  expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(['NAME', 'Z9', 'a', 'a-longer.name@x_1']);
  for (const title of ['STATE', 'LISTEN', 'COMMAND']) {
    const column = lines[0]?.indexOf(title) ?? -1;
    for (const line of lines) expect(line.slice(column - 2, column + 1)).toMatch(/^ {2}\S$/);
  }
  const end = (lines[0]?.indexOf('PID') ?? -1) + 3;
  for (const line of lines) expect(line.slice(end - 1, end + 1)).toMatch(/^\S $/);
  for (const line of lines) expect(line).not.toMatch(/\s$/);
  expect((await here.daemonize('list', '-q')).stdout).toBe('Z9\na\na-longer.name@x_1\n');
});

test('a damaged record is told, and hides no other daemon', async () => {
  const here = scene();
  for (const name of ['a', 'b', 'c']) await here.daemonize('--name', name, '--settle', '0', 'sleep', '1000');
  const file = path.join(here.state, 'b', 'record.json');
  const { pid } = await statusOf(here, 'b');
  writeFileSync(file, '{"half":');
  const ended = await here.daemonize('list', '--quiet');
  expectSentence(ended, 1, `${file} is damaged`);
  expect(ended.stdout).toBe('a\nc\n');
  expectSentence(await here.daemonize('status', 'b'), 1, 'is damaged');
  process.kill(Number(pid), 'SIGKILL');
  await until(() => !isAlive(Number(pid)), 'it has ended');
  await here.run('rm', ['-r', path.dirname(file)]);
});

test.each([
  ['list', []],
  ['status', ['server']],
  ['events', ['server']],
])(
  'control characters of a command line, a directory or a path never reach the terminal raw (%s)',
  async (verb, operands) => {
    const evil = 'a\u001b]0;evil\u0007\r\n\u009b31mb';
    const here = scene({ [`dir${evil}/`]: '' });
    await here.daemonize(
      ...['--name', 'server', '--settle', '0', '--chdir', `dir${evil}`, '--log', `log${evil}`],
      ...['sh', '-c', 'sleep 1000', evil],
    );
    const { code, stdout } = await here.daemonize(verb, ...operands);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(stdout).toContain('\\x1b');
  },
);

const COLOUR = '\u001b[';

test.each([
  ['on a terminal', 'list', {}, true, true],
  ['into a pipe', 'list', {}, false, false],
  ['on a terminal with NO_COLOR', 'list', { NO_COLOR: '1' }, true, false],
  ['on a terminal with TERM=dumb', 'list', { TERM: 'dumb' }, true, false],
  ['on a terminal with --no-color', 'list --no-color', {}, true, false],
  ['into a pipe with FORCE_COLOR', 'status server', { FORCE_COLOR: '1' }, false, true],
  ['on a terminal with FORCE_COLOR=0', 'list', { FORCE_COLOR: '0' }, true, false],
  ['on a terminal, as JSON', 'list --json', {}, true, false],
] as const)('colour %s (%s)', async (_, words, extra, terminal, coloured) => {
  const { here } = await running();
  const line = `${toolPath('daemonize')} ${words}`;
  const environment = { NO_COLOR: '', TERM: 'xterm', ...extra };
  const { stdout } = terminal
    ? await here.run('script', ['-qec', line, '/dev/null'], { environment, stdin: '' })
    : await here.run('sh', ['-c', line], { environment });
  expect(stdout).toContain('server');
  expect(stdout.includes(COLOUR)).toBe(coloured);
});
