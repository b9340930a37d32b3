import { expect, test } from 'vitest';
import { type Connection, connectTo, get, type Outcome } from './client.ts';
import { stageFor, startDraining, untilNotAccepting } from './supervisor.ts';

const closes = (outcome: Outcome): boolean =>
  outcome.type === 'answered' && /^connection: *close/im.test(outcome.headers);

// /slow answers when the test says so, /stream has sent its headers by then.
const SERVER = `
const http = require('node:http');
const waiting = [];
const server = http.createServer((request, response) => {
  if (request.url === '/now') return response.end('now');
  if (request.url === '/stream') response.write('begun,');
  waiting.push(response);
  console.log('waits ' + request.url);
});
OPTIONS
server.listen(Number(process.env.PORT));
process.on('SIGUSR2', () => { for (const response of waiting.splice(0)) response.end('done'); });
const say = (what) => {
  const seen = { listening: server.listening, address: server.address() };
  server.getConnections((_, count) => console.log(what, JSON.stringify({ ...seen, count })));
};
process.on('SIGURG', () => say('is'));
process.on('message', (message) => console.log('message', JSON.stringify(message)));
process.on('SIGTERM', () => {
  say('TERM');
  server.close((error) => { console.log('closed ' + error); process.exit(); });
});
`;

const stage = (options = '') => stageFor(SERVER.replace('OPTIONS', options));

test('a program does not see that it was drained, and its own close() is the first', async () => {
  const { start, port } = stage();
  const worker = await start();
  await worker.drain();
  worker.child.kill('SIGURG');
  const seen = `{"listening":true,"address":{"address":"127.0.0.1","family":"IPv4","port":${port}},"count":0}`;
  await worker.says(/^is /m);
  expect(await worker.stop()).toEqual({
    code: 0,
    signal: null,
    stdout: `is ${seen}\nTERM ${seen}\nclosed undefined\n`,
    stderr: '',
  });
});

test('an idle connection is told with its next response, and not cut', async () => {
  const { start, port } = stage();
  const [worker, connection] = [await start(), await connectTo(port)];
  expect(closes(await connection.ask(get('/now')))).toBe(false);
  await startDraining(worker);
  worker.child.kill('SIGURG');
  await worker.says(/^is .*"count":1/m);
  expect(worker.told.map(({ type }) => type)).toEqual(['listening']);
  const last = await connection.ask(get('/now'));
  expect([closes(last), last]).toEqual([true, expect.objectContaining({ body: 'now' })]);
  expect(await connection.ended).toBe('end');
  await worker.tells('drained');
});

test('what has begun is finished: with the headers unsent it is the last one, after them it is as promised', async () => {
  const { start, port } = stage();
  const worker = await start();
  const [slow, stream] = [await connectTo(port), await connectTo(port)];
  const [slowly, streamed] = [slow.ask(get('/slow')), stream.ask(get('/stream'))];
  await worker.says(/waits \/slow/);
  await worker.says(/waits \/stream/);
  await startDraining(worker);
  worker.child.kill('SIGURG');
  await worker.says(/^is .*"count":2/m);
  worker.child.kill('SIGUSR2');
  const outcomes = await Promise.all([slowly, streamed]);
  expect(outcomes.map(closes)).toEqual([true, false]);
  expect(outcomes).toMatchObject([{ body: 'done' }, { body: 'begun,done' }]);
  expect(closes(await stream.ask(get('/now')))).toBe(true);
  await worker.tells('drained');
});

test('of requests that were sent without waiting, all are answered, and the last answer says that it is the last', async () => {
  const { start, port } = stage();
  const [worker, connection] = [await start(), await connectTo(port)];
  const first = connection.ask(get('/slow') + get('/slow') + get('/slow'));
  await worker.says(/(waits \/slow\s+){3}/);
  await startDraining(worker);
  worker.child.kill('SIGUSR2');
  const outcomes = [await first, await connection.ask(''), await connection.ask('')];
  expect(outcomes).toMatchObject([{ body: 'done' }, { body: 'done' }, { body: 'done' }]);
  expect(outcomes.map(closes)).toEqual([false, false, true]);
  await worker.tells('drained');
});

for (const [how, call] of [
  ['setHeader', "setHeader('connection', 'keep-alive')"],
  ['writeHead', "writeHead(200, { Connection: 'Keep-Alive', 'Content-Length': 5 })"],
] as const)
  test(`a program that says keep-alive by itself with ${how}() does not hold its clients`, async () => {
    const { start, port } = stageFor(`
require('node:http').createServer((_, response) => {
  response.${call};
  response.end('hello');
}).listen(Number(process.env.PORT));
`);
    const [worker, connection] = [await start(), await connectTo(port)];
    expect(closes(await connection.ask(get()))).toBe(false);
    await startDraining(worker);
    const last = await connection.ask(get());
    expect([closes(last), last]).toEqual([true, expect.objectContaining({ body: 'hello' })]);
    await worker.tells('drained');
  });

test('a connection that nothing would end is ended when it was idle for 5 seconds, and a begun request keeps it', async () => {
  const { start, port } = stage('server.keepAliveTimeout = 0;');
  const worker = await start();
  const [idle, silent, begun] = [await connectTo(port), await connectTo(port), await connectTo(port)];
  for (const connection of [idle, begun]) await connection.ask(get('/now'));
  const since = performance.now();
  const finished = begun.ask(get('/now').slice(0, -2));
  await startDraining(worker);
  await Promise.all([idle.ended, silent.ended]);
  expect(performance.now() - since).toBeGreaterThan(4_900);
  expect(worker.told.map(({ type }) => type)).toEqual(['listening']);
  begun.socket.write('\r\n');
  expect(closes(await finished)).toBe(true);
  await worker.tells('drained');
});

test('a client that is still sending its request is not reset by the last response', async () => {
  const { start, port } = stage();
  const [worker, connection] = [await start(), await connectTo(port)];
  await connection.ask(get('/now'));
  await startDraining(worker);
  const size = 3_000_000;
  const outcome = connection.ask(`POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\nbegin`);
  connection.socket.write('x'.repeat(size - 5));
  expect(await outcome).toMatchObject({ body: 'now' });
  expect(await connection.ended).toBe('end');
  await worker.tells('drained');
});

test('its own close() tells connections to end instead of cutting them; asked to cut them, it does', async () => {
  const { start, port } = stage(`process.on('SIGHUP', () => server.closeIdleConnections());`);
  const worker = await start();
  const all: Connection[] = [await connectTo(port), await connectTo(port)];
  for (const connection of all) await connection.ask(get('/now'));
  worker.child.kill('SIGTERM');
  await worker.says(/^TERM/m);
  await untilNotAccepting(worker);
  expect(closes((await all[0]?.ask(get('/now'))) as Outcome)).toBe(true);
  worker.child.kill('SIGHUP');
  expect(await all[1]?.ended).toBe('end');
  expect(await worker.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/closed undefined\n$/) });
});

test('connections of a plain net server are waited for', async () => {
  const { start, port } = stageFor(`
const net = require('node:net');
net.createServer((socket) => socket.on('data', (data) => socket.write(data))).listen(Number(process.env.PORT));
setInterval(() => {}, 1000).unref();
`);
  const [worker, connection] = [await start(), await connectTo(port)];
  const echoed = () => new Promise((resolve) => connection.socket.once('data', resolve));
  connection.socket.write('a');
  expect(await echoed()).toBe('a');
  await startDraining(worker);
  connection.socket.write('b');
  expect(await echoed()).toBe('b');
  expect(worker.told.map(({ type }) => type)).toEqual(['listening']);
  connection.end();
  await worker.tells('drained');
});
