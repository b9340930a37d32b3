import net from 'node:net';
import { expect, test } from 'vitest';
import { descriptorsOf } from '../../rig/descriptors.ts';
import { scene } from '../../rig/scene.ts';
import { until } from '../../rig/until.ts';
import { connectTo, get, load } from './client.ts';
import {
  handPort,
  listeningWorker,
  nodeOptions,
  stageFor,
  startWorker,
  untilNotAccepting,
  type Worker,
} from './supervisor.ts';

const NAMES = /^(NODE_OPTIONS|DAEMONIZE_(NODE_OPTIONS|CLUSTER|STOP_SIGNAL)|LISTEN_.*|SERVER_STARTER_PORT)$/;
const say = `console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => ${NAMES}.test(name)))))`;

test('a program that has nothing to do ends, with the channel open', async () => {
  const worker = startWorker(scene({ 'server.cjs': 'console.log("here")' }));
  expect(await worker.ended).toEqual({ code: 0, signal: null, stdout: 'here\n', stderr: '' });
});

test('a program finds the sockets in its environment until listen() has one, and nothing of ours', async () => {
  const { start } = stageFor(`
${say};
const server = require('node:http').createServer().listen(Number(process.env.PORT), () => { ${say}; });
`);
  const worker = await start({ environment: { DAEMONIZE_NODE_OPTIONS: '--no-warnings' } });
  await worker.drain();
  const [before, after] = (await worker.stop()).stdout.split('\n');
  expect(Object.keys(JSON.parse(before ?? '')).sort()).toEqual([
    'LISTEN_FDNAMES',
    'LISTEN_FDS',
    'LISTEN_PID',
    'NODE_OPTIONS',
    'SERVER_STARTER_PORT',
  ]);
  expect(JSON.parse(after ?? '')).toEqual({ NODE_OPTIONS: '--no-warnings' });
});

test('what starts the program, and what the program starts, are left alone', async () => {
  const here = scene({
    'child.cjs': `${say}; const server = require('node:net').createServer().listen(Number(process.env.PORT), '127.0.0.1');
server.on('error', (error) => console.log(error.code)).on('listening', () => { console.log('listens'); server.close(); });`,
    'server.cjs': `require('node:http').createServer().listen(Number(process.env.PORT), () => {
  require('node:child_process').spawn(process.execPath, ['child.cjs'], { stdio: 'inherit' });
  new (require('node:worker_threads').Worker)('console.log("thread " + process.env.NODE_OPTIONS)', { eval: true });
});`,
  });
  const worker = await listeningWorker(here, { handed: [handPort()] });
  await worker.says(/^\{\}$/m);
  await worker.says(/^EADDRINUSE$/m);
  await worker.says(/^thread undefined$/m);
  const between = startWorker(here, {
    handed: [handPort()],
    command: ['/bin/sh', '-c', `${process.execPath} child.cjs; :`],
  });
  expect((await between.ended).stdout).toMatch(/^\{.*"LISTEN_FDS":"1".*\}\nlistens\n$/);
});

test('messages of both kinds go their own ways, and a listener for messages keeps the program running', async () => {
  const { start } = stageFor(`
require('node:http').createServer().listen(Number(process.env.PORT));
process.on('message', (message) => { console.log('got ' + JSON.stringify(message)); process.send({ act: 'close' }); });
process.once('SIGHUP', () => process.disconnect());
`);
  const worker = await start();
  await worker.drain();
  worker.child.send({ hello: 1 });
  await worker.says(/got/);
  const gone = new Promise((resolve) => worker.child.once('disconnect', resolve));
  worker.child.kill('SIGHUP');
  await gone;
  expect(worker.output).toBe('got {"hello":1}\n');
  expect(worker.sent).toEqual([{ act: 'close' }]);
});

const SLOW = `
const server = require('node:http').createServer((request, response) => {
  console.log('waits');
  process.once('SIGUSR2', () => response.end('done'));
}).listen(Number(process.env.PORT), () => console.log('up'));
`;

/** Ends the channel, and waits until the worker has seen that: the shell had it after the one socket. */
const disconnect = async ({ child, pid }: Worker): Promise<void> => {
  const channel = descriptorsOf(pid).get(4);
  child.disconnect();
  await until(() => descriptorsOf(pid).get(4) !== channel, 'it has closed its end of the channel');
};

for (const [title, isDeaf] of [
  ['whose channel has gone', false],
  ['that never had a channel', true],
] as const) {
  test(`a worker ${title} serves on; its stop signal has it drain, and then does what it always does`, async () => {
    const here = scene({ 'server.cjs': SLOW });
    const handed = handPort();
    const worker = startWorker(here, { handed: [handed], isDeaf });
    await worker.says(/up/);
    if (!isDeaf) await disconnect(worker);
    const connection = await connectTo(handed.port);
    const answer = connection.ask(get());
    await worker.says(/waits/);
    worker.child.kill('SIGTERM');
    await untilNotAccepting(worker);
    worker.child.kill('SIGUSR2');
    expect(await answer).toMatchObject({ body: 'done' });
    expect(await worker.ended).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
  });

  test(`the handlers of a program ${title} come after the drain; a second signal does not wait for it`, async () => {
    const here = scene({
      'server.cjs': `${SLOW}process.on('SIGTERM', () => { console.log('handler'); process.exit(7); });`,
    });
    const handed = handPort();
    const worker = startWorker(here, { handed: [handed], isDeaf });
    await worker.says(/up/);
    if (!isDeaf) await disconnect(worker);
    const connection = await connectTo(handed.port);
    const answer = connection.ask(get());
    await worker.says(/waits/);
    worker.child.kill('SIGTERM');
    await untilNotAccepting(worker);
    expect(worker.output).toBe('up\nwaits\n');
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 7, stdout: 'up\nwaits\nhandler\n' });
    expect(await answer).toMatchObject({ type: 'unanswered' });
  });
}

test('with a channel the stop signal is the program’s alone', async () => {
  const { start } = stageFor(`
require('node:http').createServer().listen(Number(process.env.PORT));
console.log(process.listenerCount('SIGTERM') + process.listenerCount('disconnect') + process.listenerCount('message'));
`);
  expect(await (await start()).stop()).toMatchObject({ signal: 'SIGTERM', stdout: '0\n' });
});

/** A port that nobody uses now. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

test('a worker of the cluster is drained as any other, with the sockets that it has from there', async () => {
  const here = scene({
    'server.cjs': `
const server = require('node:http').createServer((_, response) => response.end(String(process.pid)))
  .listen(Number(process.env.PORT), '127.0.0.1', () => console.log('up', server.address().port, process.env.DAEMONIZE_CLUSTER));
process.on('SIGTERM', () => server.close((error) => { console.log('closed ' + error); process.exit(); }));
`,
    'primary.cjs': `
const cluster = require('node:cluster');
cluster.setupPrimary({ exec: 'server.cjs' });
const fork = () => cluster.fork({ DAEMONIZE_CLUSTER: '1', NODE_OPTIONS: process.env.PRELOAD });
const tell = (worker) => worker.process.on('internalMessage', ({ cmd, type }) => {
  if (cmd !== 'NODE_DAEMONIZE') return;
  console.log('told ' + type);
  if (type === 'drained') worker.process.kill('SIGTERM');
});
const one = fork();
tell(one);
one.on('exit', (code) => console.log('exit ' + code));
process.on('SIGUSR2', () => fork().on('listening', () => one.process.send({ cmd: 'NODE_DAEMONIZE', type: 'drain' })));
process.on('SIGTERM', () => cluster.disconnect());
`,
  });
  const port = await freePort();
  const primary = startWorker(here, {
    command: [process.execPath, 'primary.cjs'],
    environment: { NODE_OPTIONS: '', PRELOAD: nodeOptions, PORT: String(port) },
  });
  await primary.says(/up \d+ undefined/);
  await primary.says(/told listening/);
  const clients = load(port, 4, true);
  primary.child.kill('SIGUSR2');
  await primary.says(/told drained/);
  await primary.says(/closed undefined/);
  await primary.says(/exit 0/);
  const { answered, lost } = await clients.stop();
  expect(lost).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(await primary.stop()).toMatchObject({ code: 0, stderr: '' });
});
