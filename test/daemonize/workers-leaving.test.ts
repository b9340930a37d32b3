import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { get, load } from './preload/client.ts';
import { bodyIn, connected, happened, runningIn, said, signalOne, type Workers } from './workers.ts';

/** A server whose responses at `/slow` end with SIGUSR2, and which leaves with SIGHUP, each in its way. */
const serverThat = (leaves: string): string => `
const cluster = require('node:cluster');
let held;
const server = require('node:http').createServer((request, response) => {
  if (request.url !== '/slow') return response.end();
  held = response;
  response.write('begun, ');
  console.log('begun by ' + process.pid);
}).listen(Number(process.env.PORT));
process.on('SIGUSR2', () => held.end('done by ' + process.pid));
process.on('SIGHUP', () => { ${leaves} });
`;

const THROW = "throw new Error('nobody expects it');";

const HANDLER = `
process.on('uncaughtException', (error) => {
  console.error(error.message);
  process.send({ act: 'close' });
  server.close(() => process.exit(1));
});
`;

const start = (program: string, ...options: readonly string[]): Promise<Workers> =>
  runningIn(scene({ 'server.cjs': program }), ...options);

const ON_ONE_SOCKET = ['--listen', '127.0.0.1:0', '--workers'];
const IN_CLUSTER = ['--env', 'PORT=0', '--workers'];

/** Somebody waits for a response that one of the workers has begun. */
const waiting = async (workers: Workers) => {
  const connection = await connected({ host: '127.0.0.1', port: workers.port });
  let isDone = false;
  const answer = connection.ask(get('/slow')).then((outcome) => {
    isDone = true;
    connection.end();
    return outcome;
  });
  const [, pid] = await said(workers, /begun by (\d+)/);
  const worker = (await workers.status()).find((one) => one.pid === Number(pid));
  if (!worker) throw new Error(`${pid} is no worker`);
  const finish = async (): Promise<void> => {
    process.kill(worker.pid, 'SIGUSR2');
    expect(bodyIn(await answer)).toBe(`begun, done by ${worker.pid}`);
  };
  return { worker, finish, isDone: () => isDone };
};

/** Waits until another one serves in this place. */
const nextAt = (workers: Workers, id: number, pid: number) =>
  until(
    async () => (await workers.status()).find((one) => one.id === id && one.pid !== pid && one.state === 'running'),
    `another worker serves in place ${id}`,
  );

/** A worker leaves while somebody waits for its response: the next one serves before the old one is done. */
const expectReplaced = async (workers: Workers): Promise<void> => {
  const { worker, finish, isDone } = await waiting(workers);
  const { id, pid } = worker;
  await signalOne(workers.here, 'HUP', id);
  const next = await nextAt(workers, id, pid);
  expect(isDone()).toBe(false);
  expect(isAlive(pid)).toBe(true);
  await finish();
  await until(async () => (await happened(workers.here)).includes(`retired ${id}`), 'the end of the old one is told');
  expect(isAlive(pid)).toBe(false);
  const ofIts = (await happened(workers.here)).filter(
    (event) => event.endsWith(` ${id}`) && event !== `signalled ${id}`,
  );
  expect(ofIts).toEqual(['started', 'ready', 'leaving', 'started', 'ready', 'retired'].map((e) => `${e} ${id}`));
  expect((await workers.status()).find((one) => one.id === id)).toEqual(expect.objectContaining({ pid: next.pid }));
};

test('a worker that sends { act: "close" } after an exception is replaced while it finishes a response', async () => {
  await expectReplaced(await start(serverThat(THROW) + HANDLER, ...ON_ONE_SOCKET, '1'));
});

test('a worker that disconnects from its supervisor is replaced while it finishes a response', async () => {
  await expectReplaced(await start(serverThat('process.disconnect(); server.close();'), ...ON_ONE_SOCKET, '1'));
});

test('a worker that has disconnected and stays is ended after the drain timeout, and no request is lost', async () => {
  const program = serverThat('process.disconnect();');
  const workers = await start(program, '--drain-timeout', '100ms', ...ON_ONE_SOCKET, '1');
  const [old] = await workers.status();
  const loads = [load(workers.port, 2, true), load(workers.port, 2, false)];
  await signalOne(workers.here, 'HUP', 1);
  await until(() => !isAlive(old?.pid ?? 0), 'the old worker has ended');
  for (const { lost } of await Promise.all(loads.map(({ stop }) => stop()))) expect(lost).toEqual([]);
  expect((await workers.status()).map(({ id }) => id)).toEqual([1]);
});

// With two: Node closes the socket with the last worker that listens.
test('in Node’s cluster, a worker that disconnects is replaced while it finishes a response', async () => {
  await expectReplaced(await start(serverThat('cluster.worker.disconnect();'), ...IN_CLUSTER, '2'));
});

test('in Node’s cluster, a worker that sends { act: "close" } is replaced while it finishes a response', async () => {
  await expectReplaced(await start(serverThat(THROW) + HANDLER, ...IN_CLUSTER, '2'));
});

for (const [where, options] of [
  ['on one socket', ON_ONE_SOCKET],
  ['in Node’s cluster', IN_CLUSTER],
] as const)
  test(`a worker that throws takes nothing from the others, ${where}`, async () => {
    const workers = await start(serverThat(THROW), ...options, '2');
    const { worker, finish, isDone } = await waiting(workers);
    const other = (await workers.status()).find(({ id }) => id !== worker.id);
    if (!other) throw new Error('there is no other');
    await signalOne(workers.here, 'HUP', other.id);
    const next = await nextAt(workers, other.id, other.pid);
    expect(isDone()).toBe(false);
    await finish();
    expect((await happened(workers.here)).filter((event) => event.startsWith('exited'))).toEqual([
      `exited ${other.id}`,
    ]);
    expect((await workers.status()).map(({ pid }) => pid).sort()).toEqual([worker.pid, next.pid].sort());
  });
