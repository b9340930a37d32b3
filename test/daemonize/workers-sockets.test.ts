// Programs in other languages that take the sockets of --listen, as systemd and Server::Starter hand them over.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { repository, toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { stateOf, statusOf } from './one-daemon.ts';
import { get, load } from './preload/client.ts';
import { bodyFrom, bodyIn, connected, happened, startIn, type Workers } from './workers.ts';

const missing = (command: string): string | undefined =>
  spawnSync(command, ['-v'], { env: { PATH: '/usr/bin:/usr/sbin:/bin' } }).status === 0
    ? undefined
    : `there is no ${command}; scripts/debian.sh tests`;

const [noPython, noGunicorn, noNginx] = [missing('python3'), missing('gunicorn'), missing('nginx')];

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

// What sd_listen_fds(3) has a program check. Then it answers on all of them, once there is a writer at its gate, if it has one.
const CHECK = `
import json, os, select, socket, sys

def told(fd):
    one = socket.socket(fileno=os.dup(fd))
    return {
        'address': one.getsockname() if one.family == socket.AF_UNIX else list(one.getsockname()[:2]),
        'listens': one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN),
        'inherited': os.get_inheritable(fd),
    }

env = os.environ
fds = range(3, 3 + int(env['LISTEN_FDS']))
listed = [int(name) for name in os.listdir('/proc/self/fd')]
print(json.dumps({
    'isMeant': int(env['LISTEN_PID']) == os.getpid(),
    'names': env['LISTEN_FDNAMES'].split(':'),
    'starter': env['SERVER_STARTER_PORT'],
    'port': env.get('PORT'),
    'worker': [env['WORKER_ID'], env['NODE_APP_INSTANCE']],
    'sockets': [told(fd) for fd in fds],
    'more': [fd for fd in listed if fd >= fds.stop and os.path.exists(f'/proc/self/fd/{fd}')],
    'uid': os.getuid(),
}), flush=True)

if len(sys.argv) > 1:
    open(sys.argv[1]).read()
listening = [socket.socket(fileno=fd) for fd in fds]
while True:
    for one in select.select(listening, [], [])[0]:
        one.setblocking(False)
        try:
            talk, _ = one.accept()
        except BlockingIOError:
            continue
        talk.setblocking(True)
        talk.recv(65536)
        body = str(os.getpid())
        talk.sendall(f'HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n{body}'.encode())
        talk.close()
`;

interface Told {
  readonly [name: string]: unknown;
}

/** What each of them has said about itself. */
const toldIn = (here: Scene): readonly Told[] =>
  readFileSync(path.join(here.state, 'server/out.log'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const pidsOf = async (workers: Workers): Promise<readonly number[]> => (await workers.status()).map(({ pid }) => pid);

const python = (here: Scene, ...options: readonly string[]): Promise<Workers> =>
  startIn(here, ...options, 'python3', 'check.py');

const socketOf = (address: unknown) => ({ address, listens: 1, inherited: true });

test('a program gets its socket as systemd hands it over', async ({ skip }) => {
  if (noPython) skip(noPython);
  const here = scene({ 'check.py': CHECK });
  const workers = await python(here, '--listen', '127.0.0.1:0', '--workers', '2');
  const { port } = workers;
  const all = {
    isMeant: true,
    names: [`${port}`],
    starter: `127.0.0.1:${port}=3`,
    port: `${port}`,
    sockets: [socketOf(['127.0.0.1', port])],
    more: [],
    uid: process.getuid?.(),
  };
  await until(() => toldIn(here).length === 2, 'both have said what they got');
  expect(toldIn(here)).toEqual(
    expect.arrayContaining([
      { ...all, worker: ['1', '0'] },
      { ...all, worker: ['2', '1'] },
    ]),
  );
  expect(await pidsOf(workers)).toContain(Number(await bodyFrom({ host: '127.0.0.1', port })));
});

for (const [count, more] of [
  ['two', []],
  ['three', ['--listen', '127.0.0.1:0']],
] as const)
  for (const user of [undefined, 'nobody'])
    test(`a program gets ${count} sockets${user ? `, as ${user}` : ''}`, async ({ skip }) => {
      if (noPython) skip(noPython);
      if (!hasIpv6) skip('there is no IPv6 here');
      if (user && process.getuid?.() !== 0) skip('needs root');
      const here = scene({ 'check.py': CHECK });
      const file = path.join(user ? here.temporary : here.work, 'x.sock');
      if (user) spawnSync('chown', [user, here.temporary]);
      const options = ['--listen', '[::1]:0', ...more, '--listen', file, ...(user ? ['--user', user] : [])];
      const workers = await python(here, ...options);
      const uid = user ? Number(spawnSync('id', ['-u', user], { encoding: 'utf8' }).stdout) : process.getuid?.();
      const [told] = await until(() => toldIn(here)[0] && toldIn(here), 'it has said what it got');
      const ports = [...workers.listen].map((address) => Number(/:(\d+)$/.exec(address)?.[1])).filter(Boolean);
      const six = Number(workers.listen.find((address) => address.startsWith('[::1]'))?.slice('[::1]:'.length));
      const four = ports.filter((port) => port !== six);
      expect(workers.listen).toContain(file);
      expect(told).toMatchObject({
        isMeant: true,
        names: [`${six}`, ...four.map(String), 'x.sock'],
        starter: [`[::1]:${six}=3`, ...four.map((port) => `127.0.0.1:${port}=4`), `${file}=${4 + four.length}`].join(
          ';',
        ),
        port: `${six}`,
        sockets: [['::1', six], ...four.map((port) => ['127.0.0.1', port]), file].map(socketOf),
        more: [],
        uid,
      });
      const [pid] = await pidsOf(workers);
      expect(processInfo(pid ?? 0).uid).toBe(uid);
      for (const where of [
        { host: '::1', port: six },
        ...four.map((port) => ({ host: '127.0.0.1', port })),
        { path: file },
      ])
        expect(await bodyFrom(where)).toBe(`${pid}`);
    });

test('a worker gets none of the descriptors that its caller had open', async ({ skip }) => {
  if (noPython) skip(noPython);
  const here = scene({ 'check.py': CHECK });
  const command = [toolPath('daemonize'), '--name', 'server', '--listen', '127.0.0.1:0', 'python3', 'check.py'];
  // Behind a gap, where Node does not look.
  const started = await here.run('bash', ['-c', 'exec 77>/dev/null "$0" "$@"', ...command]);
  expect(started).toMatchObject({ code: 0, stderr: '' });
  expect(await until(() => toldIn(here)[0], 'it has said what it got')).toMatchObject({ more: [] });
});

test('a worker is handed on every variable, also one that no shell could name', async ({ skip }) => {
  if (!existsSync('/bin/bash')) skip('there is no bash');
  const here = scene();
  const own = { 'my-setting.x': 'a=b', PLAIN: 'c' };
  const command = ['--name', 'server', '--settle', '0', '--listen', '127.0.0.1:0', 'sleep', '1000'];
  expect(await here.run(toolPath('daemonize'), command, { environment: own })).toMatchObject({ code: 0, stderr: '' });
  const [worker] = (await statusOf(here)).workers as readonly { readonly pid: number }[];
  const pid = worker?.pid ?? 0;
  await until(
    () => processInfo(pid).command[0] === 'sleep' || processInfo(pid).command[0]?.endsWith('/sleep'),
    'it is there',
  );
  expect(processInfo(pid).environment).toMatchObject({ ...own, LISTEN_PID: `${pid}`, LISTEN_FDS: '1' });
});

test('while a command is started again, connections wait instead of being refused', async ({ skip }) => {
  if (noPython) skip(noPython);
  const here = scene({ 'check.py': CHECK });
  const gate = path.join(here.work, 'gate');
  expect(await here.run('mkfifo', [gate])).toMatchObject({ code: 0 });
  const workers = await startIn(here, '--listen', '127.0.0.1:0', 'python3', 'check.py', gate);
  const where = { host: '127.0.0.1', port: workers.port };
  writeFileSync(gate, '');
  const [first] = await pidsOf(workers);
  expect(await bodyFrom(where)).toBe(`${first}`);
  process.kill(first ?? 0, 'SIGKILL');
  await until(async () => (await happened(here)).includes('exited 1'), 'the end is told');
  const waiting = await connected(where);
  const answer = waiting.ask(get());
  const next = await until(async () => (await pidsOf(workers)).find((pid) => pid !== first), 'it is started again');
  writeFileSync(gate, '');
  expect(bodyIn(await answer)).toBe(`${next}`);
  waiting.end();
});

const APP = `
import os

def app(environ, start):
    body = str(os.getppid()).encode()
    start('200 OK', [('Content-Length', str(len(body)))])
    return [body]
`;

const expectReloaded = async (workers: Workers): Promise<readonly number[]> => {
  const [old] = await pidsOf(workers);
  const clients = load(workers.port, 4, false);
  expect(await workers.here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
  const { answered, lost } = await clients.stop();
  expect(lost).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(isAlive(old ?? 0)).toBe(false);
  expect(await stateOf(workers.here)).toBe('running');
  return pidsOf(workers);
};

test('gunicorn takes the socket as from systemd, and its replacement loses no request', async ({ skip }) => {
  if (noGunicorn) skip(noGunicorn);
  const options = ['--listen', '127.0.0.1:0', 'gunicorn', '--workers', '2', 'app:app'];
  const workers = await startIn(scene({ 'app.py': APP }), ...options);
  const where = { host: '127.0.0.1', port: workers.port };
  expect(await pidsOf(workers)).toEqual([Number(await bodyFrom(where))]);
  expect(await expectReloaded(workers)).toEqual([Number(await bodyFrom(where))]);
});

test('gunicorn takes a Unix socket, and leaves the file to the next one', async ({ skip }) => {
  if (noGunicorn) skip(noGunicorn);
  const here = scene({ 'app.py': APP });
  const file = path.join(here.work, 'x.sock');
  const workers = await startIn(here, '--listen', file, '--settle', '0', 'gunicorn', 'app:app');
  expect(await pidsOf(workers)).toEqual([Number(await bodyFrom({ path: file }))]);
  expect(await here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
  expect(await pidsOf(workers)).toEqual([Number(await bodyFrom({ path: file }))]);
});

test('nginx inherits the socket, and its replacement loses no new connection', async ({ skip }) => {
  if (noNginx) skip(noNginx);
  const script = path.join(repository, 'packages/daemonize/examples/nginx/nginx.sh');
  const workers = await startIn(scene(), '--stop-signal', 'QUIT', '--listen', '127.0.0.1:0', 'sh', script);
  const where = { host: '127.0.0.1', port: workers.port };
  const childOf = async () => processInfo(Number(/^nginx (\d+)\n$/.exec(await bodyFrom(where))?.[1])).ppid;
  expect(await pidsOf(workers)).toEqual([await childOf()]);
  const [next] = await expectReloaded(workers);
  expect(await childOf()).toBe(next);
  expect(readFileSync(path.join(workers.here.state, 'server/err.log'), 'utf8')).not.toMatch(/emerg|alert/);
});
