import net from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processInfo } from '../../rig/processes.ts';
import { scene } from '../../rig/scene.ts';
import { askOnce, connect, get } from './client.ts';
import { handPath, handPort, listeningWorker, stageFor, startWorker } from './supervisor.ts';

// Each says what it sees at the time; PORT is the handed one.
const FORMS: Readonly<Record<string, string>> = {
  'a number': 'listen(port, say)',
  'a numeric string': 'listen(String(port), say)',
  'a host': "listen(port, '127.0.0.1', say)",
  'localhost, a backlog': "listen(port, 'localhost', 5, say)",
  'every address': "listen(port, '0.0.0.0', say)",
  options: 'listen({ port, host: "127.0.0.1", exclusive: true }, say)',
  'no callback': "on('listening', say).listen(port)",
};

for (const [form, call] of Object.entries(FORMS))
  for (const kind of ['http', 'net'] as const)
    test(`a ${kind} server takes the handed socket when it listens with ${form}`, async () => {
      const answer = "'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi'";
      const made =
        kind === 'http' ? "createServer((_, response) => response.end('hi'))" : `createServer((s) => s.end(${answer}))`;
      const { start, port } = stageFor(`
const port = Number(process.env.PORT);
const say = function () { console.log(JSON.stringify([this === server, arguments.length, server.address()])); };
const server = require('node:${kind}').${made};
if (server.${call} !== server) throw new Error('not the server');
`);
      const worker = await start();
      const address = { address: '127.0.0.1', family: 'IPv4', port };
      expect(JSON.parse((await worker.says(/^\[.*\]$/m))[0])).toEqual([true, 0, address]);
      expect(worker.told).toEqual([{ type: 'listening', address }]);
      expect(await askOnce(port)).toMatchObject({ type: 'answered', body: 'hi' });
    });

test('a server on a Unix socket has its path, and its end leaves the file to the others', async () => {
  const here = scene({
    'server.cjs': `
const server = require('node:http').createServer((_, response) => response.end('hi')).listen(process.env.SOCKET);
server.on('listening', () => console.log(server.address()));
process.on('SIGTERM', () => server.close());
`,
  });
  const file = path.join(here.root, 'x.sock');
  const options = { handed: [handPath(file)], environment: { SOCKET: file } };
  const [one, two] = [await listeningWorker(here, options), await listeningWorker(here, options)];
  expect(one.told[0]).toEqual({ type: 'listening', address: file });
  expect(one.output).toBe(`${file}\n`);
  await one.drain();
  expect(await one.stop()).toMatchObject({ code: 0 });
  const connection = await connect({ path: file });
  if ('type' in connection) throw new Error(connection.type);
  expect(await connection.ask(get())).toMatchObject({ body: 'hi' });
  connection.end();
  await two.drain();
});

test('two servers of one program that ask for the same port get the error that Node has for it', async () => {
  const { start, port } = stageFor(`
const http = require('node:http');
http.createServer().listen(Number(process.env.PORT), '127.0.0.1', () => {
  http.createServer().on('error', (e) => console.log(JSON.stringify([e.code, e.syscall, e.address, e.port])))
    .listen(Number(process.env.PORT), '127.0.0.1');
});
`);
  const worker = await start();
  const error = ['EADDRINUSE', 'listen', '127.0.0.1', port];
  expect(JSON.parse((await worker.says(/^\[.*\]$/m))[0])).toEqual(error);
});

test('a server that listens already is told so', async () => {
  const { start } = stageFor(`
const server = require('node:http').createServer().listen(Number(process.env.PORT));
try { server.listen(Number(process.env.PORT)); } catch (error) { console.log(error.code); }
`);
  await (await start()).says(/^ERR_SERVER_ALREADY_LISTEN$/m);
});

test('with several sockets each server takes its own; any other port is as without us', async () => {
  const here = scene({
    'server.cjs': `
const net = require('node:net');
const serve = (...where) => net.createServer((socket) => socket.end(where.join())).listen(...where);
const [a, b] = [Number(process.env.PORT), Number(process.env.OTHER)];
serve(a, '127.0.0.2'); serve(a, '127.0.0.1'); serve(b);
const own = serve(0, '127.0.0.1').on('listening', () => console.log('own ' + own.address().port));
`,
  });
  const first = handPort('127.0.0.1');
  const second = handPort('127.0.0.2', undefined, first.port);
  const third = handPort('127.0.0.1', String);
  const worker = startWorker(here, { handed: [first, second, third], environment: { OTHER: String(third.port) } });
  await worker.tells('listening', 3);
  const own = Number((await worker.says(/own (\d+)/))[1]);
  expect(await said('127.0.0.1', first.port)).toBe(`${first.port},127.0.0.1`);
  expect(await said('127.0.0.2', first.port)).toBe(`${first.port},127.0.0.2`);
  expect(await said('127.0.0.1', third.port)).toBe(`${third.port}`);
  expect(await said('127.0.0.1', own)).toBe('0,127.0.0.1');
  expect(worker.told).toHaveLength(3);
});

const said = (host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    net
      .connect({ host, port })
      .on('data', (chunk) => {
        text += chunk;
      })
      .on('end', () => resolve(text))
      .on('error', reject);
  });

test('an abort signal closes the server, and only its own copy of the socket', async () => {
  const { start, port } = stageFor(`
const controller = new AbortController();
const server = require('node:http').createServer((_, response) => response.end('hi'));
server.listen({ port: Number(process.env.PORT), signal: controller.signal });
server.on('close', () => console.log('closed ' + server.listening));
process.on('SIGUSR2', () => controller.abort());
process.on('message', () => {});
`);
  const [aborted, other] = [await start(), await start()];
  aborted.child.kill('SIGUSR2');
  await aborted.says(/closed false/);
  const socket = processInfo(other.pid).descriptors.get(3) ?? 'none';
  expect(processInfo(aborted.pid).descriptors.get(3)).not.toBe(socket);
  for (let count = 0; count < 20; count += 1) expect(await askOnce(port)).toMatchObject({ body: 'hi' });
});

test('a program that looks for its descriptors itself finds them, and is looked after, too', async () => {
  const { start, port } = stageFor(`
const { LISTEN_FDS, LISTEN_PID } = process.env;
const server = require('node:http').createServer((_, response) => response.end('hi'));
if (LISTEN_FDS === '1' && LISTEN_PID === String(process.pid)) server.listen({ fd: 3 });
`);
  const worker = await start();
  expect(await askOnce(port)).toMatchObject({ body: 'hi' });
  await worker.drain();
});

test('a program that first looks whether the port is free, and closes again, has it after that', async () => {
  const { start, port } = stageFor(`
const net = require('node:net');
const port = Number(process.env.PORT);
const look = (...where) => new Promise((resolve, reject) => {
  const probe = net.createServer();
  probe.unref();
  probe.on('error', reject);
  probe.listen(...where, () => {
    const found = probe.address().port;
    probe.close(() => resolve(found));
  });
});
look({ port }).then((found) => look(found, '127.0.0.1')).then((found) => {
  console.log('free ' + (found === port));
  net.createServer((socket) => socket.end('for ' + process.pid)).listen(port);
});
`);
  const worker = await start();
  expect(await said('127.0.0.1', port)).toBe(`for ${worker.pid}`);
  expect(worker.output).toBe('free true\n');
  expect(worker.told).toHaveLength(1);
});

test('a server that is given its listener for connections only after listen() takes them all the same', async () => {
  const { start, port } = stageFor(`
const server = require('node:net').createServer();
server.listen(Number(process.env.PORT), () => console.log('up ' + server.address().port));
server.on('connection', (socket) => socket.end('late'));
`);
  const worker = await start();
  expect(await said('127.0.0.1', port)).toBe('late');
  expect(worker.output).toBe(`up ${port}\n`);
  await worker.drain();
});
