import { once } from 'node:events';
import http from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { until } from '../rig/until.ts';
import {
  expectNothingLeft,
  expectReady,
  expectSentence,
  expectWaiting,
  freePort,
  starting,
  withPuppet,
} from './one-daemon.ts';

/** A server that is none of the daemon's. */
const stranger = async (port: number, answer: () => number, host = '127.0.0.1') => {
  let asked = 0;
  const server = http.createServer((_, response) => {
    asked += 1;
    response.writeHead(answer()).end();
  });
  server.listen(port, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, asked: () => asked };
};

test.each([
  ['port:PORT', undefined],
  ['port:127.0.0.1:PORT', '127.0.0.1'],
  ['port:::1:PORT', '::1'],
  ['port:[::1]:PORT', '::1'],
  ['port:PORT', '::1'],
])('--ready %s: start returns once it listens on %s, and not before', async (condition, host) => {
  const port = await freePort();
  const cast = await starting('--ready', condition.replace('PORT', String(port)));
  await expectWaiting(cast);
  await cast.actor.do({ listen: host === undefined ? port : { port, host } });
  await expectReady(cast);
});

test('a port counts when a grandchild in another session listens', async () => {
  const port = await freePort();
  const cast = await starting('--ready', `port:${port}`);
  await cast.actor.do({ spawn: cast.puppet.command, detached: true });
  const grandchild = await cast.puppet.connected();
  await expectWaiting(cast);
  await grandchild.do({ listen: port });
  await expectReady(cast);
});

test('with a host, the same port of another address does not count', async () => {
  const port = await freePort();
  const cast = await starting('--ready', `port:127.0.0.1:${port}`);
  await cast.actor.do({ listen: { port, host: '127.0.0.2' } });
  await expectWaiting(cast);
  await cast.actor.do({ listen: { port, host: '127.0.0.1' } });
  await expectReady(cast);
});

test('a stranger that answers on the port does not make it ready: the start fails and names the holder', async () => {
  const { port } = await stranger(0, () => 200);
  const { here, puppet } = await withPuppet();
  const ended = await here.daemonize('--ready', `port:${port}`, '--ready-timeout', '400ms', ...puppet.command);
  expectSentence(ended, 1, `127.0.0.1:${port} belongs to pid ${process.pid} (`);
  expect(ended.stderr).toContain(`server was not ready (port:${port}) within 400ms, and was stopped`);
  expect(ended.stdout).toBe('');
  await expectNothingLeft(here);
});

test('--ready http: an answer other than 2xx does not count', async () => {
  let status = 503;
  const { port, asked } = await stranger(0, () => status);
  const cast = await starting('--ready', `http://127.0.0.1:${port}/health?x=1`);
  for (status of [503, 404, 302]) {
    const before = asked();
    await until(() => asked() > before + 1, `it asks although it was told ${status}`);
    await expectWaiting(cast);
  }
  status = 204;
  await expectReady(cast);
});

test('--ready http: its own server', async () => {
  const port = await freePort();
  const cast = await starting('--ready', `http://localhost:${port}`);
  await expectWaiting(cast);
  await cast.actor.do({ listen: port });
  await expectReady(cast);
});

test.each([
  ['log:/ready on port \\d+/', 'stdout', ['ready on port X\n', 'ready on port 80\n']],
  ['log:/^READY$/i', 'stderr', ['not ready\n', 'one line\nready\n']],
  ['log:/ready/', 'stdout', ['READY\n', 'ready']],
  ['log:ready', 'stderr', ['rea', 'dy']],
  ['log:/größe \u{1f600}/u', 'stdout', ['größe\n', 'größe \u{1f600}\n']],
  ['log:/ready/g', 'stdout', ['rea\ndy\n', 'ready\n']],
] as const)('--ready %s: a line on %s', async (condition, write, [before, after]) => {
  const cast = await starting('--ready', condition);
  await cast.actor.do({ write, text: before });
  await expectWaiting(cast);
  await cast.actor.do({ write, text: after });
  await expectReady(cast);
});

test('--ready log: what an earlier run wrote does not count', async () => {
  const { here, puppet } = await withPuppet();
  await here.daemonize('--settle', '0', ...puppet.command);
  await (await puppet.connected()).do({ write: 'stdout', text: 'ready' }); // and no newline
  await here.daemonize('stop', 'server');
  const start = here.startDaemonize('--ready', 'log:/ready/', ...puppet.command);
  const cast = { here, puppet, start, actor: await puppet.connected() };
  await expectWaiting(cast);
  await cast.actor.do({ write: 'stdout', text: 'ready\n' });
  await expectReady(cast);
});

test('--ready log: both streams in one file of the user', async () => {
  const cast = await starting('--ready', 'log:/ready/', '--log', 'all.log');
  await cast.actor.do({ write: 'stdout', text: 'once\n' });
  await expectWaiting(cast);
  await cast.actor.do({ write: 'stderr', text: 'ready\n' });
  await expectReady(cast);
});

test('too late: exit 1, it is stopped, its last words and the obstacle are told, and nothing is left', async () => {
  const port = await freePort();
  const { here } = await withPuppet();
  const script = 'for n in $(seq 32); do echo "out $n"; done; echo oh >&2; exec sleep 1000';
  const options = ['--name', 'late', '--ready', `port:${port}`, '--ready-timeout', '500ms'];
  const ended = await here.daemonize(...options, 'sh', '-c', script);
  expectSentence(ended, 1, `late was not ready (port:${port}) within 500ms, and was stopped`);
  expect(ended.stderr).toContain('\n  it listens nowhere\n');
  expect(ended.stderr).toContain('its last words on stderr:\n  | oh\n  its last words on stdout:\n  | out 3\n');
  expect(ended.stderr).toContain('| out 32\n');
  await expectNothingLeft(here);
});

test('what dies before it is ready is told at once, with its exit', async () => {
  const { here, start, actor } = await starting('--ready', 'log:/ready/');
  await actor.do({ write: 'stderr', text: 'no config\n' });
  await actor.do({ exit: 3 });
  const ended = await start.ended;
  expectSentence(ended, 1, /^daemonize: server ended after \S+: exit code 3$/m);
  expect(ended.stderr).toContain('| no config');
  await expectNothingLeft(here);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s while it waits: the daemon is stopped, nothing is left, and it dies by that signal',
  async (signal) => {
    const { here, start, actor } = await starting('--ready', 'log:/ready/');
    await expectWaiting({ here });
    start.kill(signal);
    expect(await start.ended).toMatchObject({ code: null, signal, stdout: '' });
    expect(isAlive(actor.pid)).toBe(false);
    await expectNothingLeft(here);
  },
);
