import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import http2 from 'node:http2';
import https from 'node:https';
import { expect, test } from 'vitest';
import { directory } from '../../rig/files.ts';
import { until } from '../../rig/until.ts';
import { askOnce, connectTo, get } from './client.ts';
import { stageFor, startDraining } from './supervisor.ts';

const PROGRAMS: Readonly<Record<string, string>> = {
  'the hello world of the manual': `
const { createServer } = require('node:http');
const hostname = '127.0.0.1';
const port = Number(process.env.PORT);
const server = createServer((req, res) => {
  res.statusCode = 200;
  res.setHeader('Content-Type', 'text/plain');
  res.end(String(process.pid));
});
server.listen(port, hostname, () => console.log(\`Server running at http://\${hostname}:\${port}/\`));`,
  Express: `
const app = require('express')();
app.get('/', (_, response) => response.send(String(process.pid)));
app.listen(process.env.PORT, (error) => { if (error) throw error; });`,
  Fastify: `
const fastify = require('fastify')();
fastify.get('/', async () => String(process.pid));
fastify.listen({ port: Number(process.env.PORT) }, (error) => { if (error) throw error; });`,
  'Fastify on every address': `
const fastify = require('fastify')();
fastify.get('/', async () => String(process.pid));
fastify.listen({ port: Number(process.env.PORT), host: '0.0.0.0' }).catch((error) => { throw error; });`,
  Koa: `
const Koa = require('koa');
const app = new Koa();
app.use((context) => { context.body = String(process.pid); });
app.listen(process.env.PORT);`,
};

const pidOf = async (port: number): Promise<number> => {
  const outcome = await askOnce(port);
  if (outcome.type !== 'answered') throw new Error(JSON.stringify(outcome));
  return Number(outcome.body);
};

for (const [name, program] of Object.entries(PROGRAMS))
  test(`workers of ${name} share a port, and one that is drained leaves it to the other`, async () => {
    const { start, port } = stageFor(program);
    const [one, two] = [await start(), await start()];
    const seen = new Set<number>();
    await until(async () => seen.add(await pidOf(port)).size === 2, 'both have answered');
    expect(seen).toEqual(new Set([one.pid, two.pid]));
    const kept = await connectTo(port);
    await kept.ask(get());
    const [leaving, staying] = [one, two];
    await startDraining(leaving);
    for (let count = 0; count < 10; count += 1) expect(await pidOf(port)).toBe(staying.pid);
    expect(await kept.ask(get())).toMatchObject({ type: 'answered', status: 200 });
    kept.end();
    await leaving.tells('drained');
    expect(await leaving.stop()).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  });

test('an ES module is served as any other program', async () => {
  const { start, port } = stageFor(
    `import { createServer } from 'node:http';
createServer((_, response) => response.end(String(process.pid))).listen(Number(process.env.PORT));
await new Promise((resolve) => setImmediate(resolve));`,
    'server.mjs',
  );
  const worker = await start();
  expect(await pidOf(port)).toBe(worker.pid);
});

/** A certificate of this test's own, as options for a server. */
const certificate = (): { readonly folder: string } => {
  const folder = directory();
  const operands = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem';
  execFileSync('openssl', operands.split(' '), { cwd: folder, stdio: 'ignore' });
  return { folder };
};

const WITH_CERTIFICATE = `
const { readFileSync } = require('node:fs');
const options = { key: readFileSync(process.env.FOLDER + '/key.pem'), cert: readFileSync(process.env.FOLDER + '/cert.pem') };
`;

test('https: an idle connection is told with its next response', async () => {
  const { start, port } = stageFor(`${WITH_CERTIFICATE}
require('node:https').createServer(options, (_, response) => response.end('hi')).listen(Number(process.env.PORT));
`);
  const worker = await start({ environment: { FOLDER: certificate().folder } });
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  const ask = async () => {
    const request = https.get({ port, agent });
    const [response] = await once(request, 'response');
    await once(response.resume(), 'end');
    return [response.headers.connection, request.reusedSocket];
  };
  expect(await ask()).toEqual(['keep-alive', false]);
  await startDraining(worker);
  expect(await ask()).toEqual(['close', true]);
  await worker.tells('drained');
  agent.destroy();
});

for (const [title, made, scheme] of [
  ['http2', 'createServer(answer)', 'http'],
  ['http2 with TLS', 'createSecureServer({ ...options, allowHTTP1: true }, answer)', 'https'],
] as const)
  test(`${title}: streams are finished, and the session is told to go`, async () => {
    const { start, port } = stageFor(`${WITH_CERTIFICATE}
const waiting = [];
const answer = (request, response) => {
  if (request.url === '/now') return response.end('now');
  waiting.push(response);
  console.log('waits');
};
require('node:http2').${made}.listen(Number(process.env.PORT));
process.on('SIGUSR2', () => { for (const response of waiting) response.end('done'); });
`);
    const worker = await start({ environment: { FOLDER: certificate().folder } });
    const session = http2.connect(`${scheme}://127.0.0.1:${port}`, { rejectUnauthorized: false });
    const ended = once(session, 'close');
    const told = once(session, 'goaway');
    const ask = async (name: string) => {
      let text = '';
      for await (const chunk of session.request({ ':path': name }).setEncoding('utf8')) text += chunk;
      return text;
    };
    expect(await ask('/now')).toBe('now');
    const slow = ask('/slow');
    await worker.says(/waits/);
    await startDraining(worker);
    expect((await told)[0]).toBe(0);
    worker.child.kill('SIGUSR2');
    expect(await slow).toBe('done');
    await ended;
    await worker.tells('drained');
  });

test('ws: a client is told with 1001 after whole messages, and both sides see the connection end', async () => {
  const { start, port } = stageFor(`
const { WebSocketServer } = require('ws');
const server = require('node:http').createServer().listen(Number(process.env.PORT));
new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data));
  socket.on('close', (code) => console.log('closed ' + code));
});
`);
  const worker = await start();
  const { WebSocket } = await import('ws');
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const got: number[] = [];
  client.on('message', (data: Buffer) => got.push(data.length));
  await once(client, 'open');
  for (const size of [3, 70_000, 200]) client.send('x'.repeat(size));
  await until(() => got.length === 3, 'all have come back');
  const closed = once(client, 'close');
  await startDraining(worker);
  const [code] = await closed;
  expect([code, got]).toEqual([1001, [3, 70_000, 200]]);
  await worker.says(/closed 1001/);
  await worker.tells('drained');
});

test('a WebSocket that is made by hand is told at the end of a frame, not within one', async () => {
  const { start, port } = stageFor(`
const server = require('node:http').createServer().listen(Number(process.env.PORT));
server.on('upgrade', (_, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n');
  socket.write(Buffer.from([0x81, 4, 0x61, 0x62]));
  socket.on('data', () => socket.end(Buffer.from([0x63, 0x64, 0x81, 1, 0x65])));
});
`);
  const [worker, connection] = [await start(), await connectTo(port)];
  let text = '';
  connection.socket.on('data', (chunk) => {
    text += chunk;
  });
  connection.socket.write(get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
  await until(() => text.endsWith('\x81\x04ab'), 'half a frame has come');
  await startDraining(worker);
  connection.socket.write('go on');
  await connection.ended;
  expect(text.split('\r\n\r\n')[1]).toBe('\x81\x04abcd\x81\x01e\x88\x02\x03\xe9');
  await worker.tells('drained');
});
