// ws: and ws-listen: with the library ws, with Node's own WebSocket, with plain HTTP, and with each other.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createPlain } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { certificate } from './certificates.ts';

/** A server in this process; `serve` is called for each who connects. */
const serving = async (
  serve: (socket: WebSocket, url: string, headers: Readonly<Record<string, unknown>>) => void,
  options: ServerOptions = {},
): Promise<string> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', (socket, { headers, url = '' }) =>
    serve(
      socket.on('error', () => {}),
      url,
      headers,
    ),
  );
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const listening = async (here: Scene, path: string, ...more: readonly string[]) => {
  const running = here.start(toolPath('ipc-cat'), ['-v', `ws-listen:127.0.0.1:0${path}`, ...more], { stdin: 'open' });
  const [, port = ''] = await running.until(/listening on ws-listen:127\.0\.0\.1:(\d+)/, 'stderr');
  return { running, url: `ws://127.0.0.1:${port}` };
};

const echo = (socket: WebSocket): void =>
  void socket.on('message', (data, binary) => socket.send(data as Buffer, { binary }));

describe('a client', () => {
  test('sends a message per line, and gets the answers that come after the end of its data', async () => {
    const here = scene();
    const url = await serving(echo);
    expect(await here.tool('ipc-cat', [url], { stdin: 'a\nb\n\nlast' })).toEqual({
      code: 0,
      signal: null,
      stdout: 'a\nb\n\nlast\n',
      stderr: '',
    });
  });

  test('says that an answer may be missing when less came back than was sent', async () => {
    const here = scene();
    const url = await serving(() => {});
    const { code, stderr } = await here.tool('ipc-cat', [url], { stdin: 'a\n' });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `ipc-cat: ${url}: closed after a silence of 2s, with 0 messages for 1; --linger waits longer\n`,
    });
  });

  test('waits as long as --linger says, and not at all where nothing is read', async () => {
    const here = scene();
    const closed: number[] = [];
    const url = await serving((socket) => socket.on('close', (code) => closed.push(code)));
    expect(await here.tool('ipc-cat', ['--linger', '10ms', url], { stdin: 'a\n' })).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await here.tool('ipc-cat', ['--to-first', url], { stdin: 'a\n' })).toMatchObject({ code: 0, stderr: '' });
    expect(closed).toEqual([1000, 1000]);
  });

  test('with nothing to send listens until the other side closes', async () => {
    const here = scene();
    const url = await serving((socket) => {
      socket.send('news');
      setTimeout(() => socket.close(1001), 2_500); // longer than the silence that ends a talk
    });
    expect(await here.tool('ipc-cat', [url])).toMatchObject({ code: 0, stdout: 'news\n', stderr: '' });
  });

  test('gets the message that comes together with the answer to its request', async () => {
    const here = scene();
    const url = await serving((socket) => {
      socket.send('welcome');
      socket.close();
    });
    expect(await here.tool('ipc-cat', [url])).toMatchObject({ code: 0, stdout: 'welcome\n' });
  });

  test('sends text as text and anything else as binary, or all as binary', async () => {
    const here = scene();
    const kinds: boolean[] = [];
    const url = await serving((socket) => void socket.on('message', (_, binary) => kinds.push(binary)));
    const send = (address: string) =>
      here.run('sh', [
        '-c',
        `printf 'caf\\303\\251\\n\\377\\n' | exec "$0" --to-first "$1"`,
        toolPath('ipc-cat'),
        address,
      ]);
    await send(url);
    await send(`${url}?binary`);
    expect(kinds).toEqual([false, true, true, true]);
  });

  test('joins fragments, and answers pings', async () => {
    const here = scene();
    const url = await serving((socket) => {
      socket.send('one ', { fin: false });
      socket.send('message', { fin: true });
      socket.ping('still there?');
      socket.once('pong', (data) => socket.send(`pong: ${data}`, () => socket.close()));
    });
    expect(await here.tool('ipc-cat', [url])).toMatchObject({ code: 0, stdout: 'one message\npong: still there?\n' });
  });

  test('offers protocols, logs in, sends no Origin, and leaves the query to the server', async () => {
    const here = scene();
    const seen: unknown[] = [];
    const url = await serving((socket, path, { authorization, origin, 'sec-websocket-extensions': extensions }) => {
      seen.push([path, authorization, origin, extensions, socket.protocol]);
      socket.close();
    });
    const address = `${url.replace('//', '//me:se%40cret@')}/p?token=1&protocol=chat,talk`;
    const ended = await here.tool('ipc-cat', ['--verbose', '--explain', address]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).not.toMatch(/cret|token=1/);
    expect(seen).toEqual([['/p?token=1', `Basic ${btoa('me:se@cret')}`, undefined, undefined, 'chat']]);
    await here.tool('ipc-cat', [url], { environment: { WS_USER: 'me', WS_PASSWORD: 'secret' } });
    expect(seen[1]).toContain(`Basic ${btoa('me:secret')}`);
  });

  test('refuses a message that is too long with 1009, and says so; with --strict that is 65', async () => {
    const here = scene();
    const codes: number[] = [];
    const url = await serving((socket) => {
      socket.on('close', (code) => codes.push(code));
      socket.send('fits');
      socket.send('x'.repeat(2_000));
    });
    const told = `a message after byte 4 is longer than --max-frame allows\n`;
    const ended = await here.tool('ipc-cat', ['--max-frame', '1k', url]);
    expect(ended).toMatchObject({ code: 1, stdout: 'fits\n' });
    expect(ended.stderr).toBe(
      `ipc-cat: ${told}ipc-cat: ${url}: the connection was closed for a message that was too long (1009)\n`,
    );
    expect(await here.tool('ipc-cat', ['--strict', '--max-frame', '1k', url])).toMatchObject({ code: 65 });
    expect(codes).toEqual([1009, 1009]);
  });

  test.each([
    [
      'closes with an error',
      (socket: WebSocket) => socket.close(1011, 'no\u001b[2Jluck'),
      'the other side closed with an error: 1011, internal error, no?[2Jluck',
    ],
    [
      'goes away without a word',
      (socket: WebSocket) => socket.terminate(),
      'the connection broke off without a close frame',
    ],
  ])('a server that %s is a failure, after what had come', async (_, end, words) => {
    const here = scene();
    const url = await serving((socket) => socket.send('first', () => end(socket)));
    const { code, stderr, stdout } = await here.tool('ipc-cat', [url]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: 'first\n', stderr: `ipc-cat: ${url}: ${words}\n` });
  });

  test('holds a fast server back while nobody reads, and gets all of its 100,000 messages', async () => {
    const here = scene();
    let sent = 0;
    const url = await serving(async (socket) => {
      for (; sent < 100_000; sent += 1) {
        if (sent % 100 === 0) await new Promise((resolve) => socket.send(`${sent}`, resolve));
        else socket.send(`${sent}`);
      }
      socket.close();
    });
    const { code, stdout } = await here.run('sh', [
      '-c',
      '"$0" "$1" | (read first; sleep 0.3; echo "$first"; wc -l)',
      toolPath('ipc-cat'),
      url,
    ]);
    expect({ code, counts: stdout.split(/\s+/) }).toEqual({ code: 0, counts: ['0', '99999', ''] });
  });
});

test('wss: checks who answers', async () => {
  const here = scene();
  const own = certificate(here.work, 'localhost');
  const server = createSecureServer({ cert: readFileSync(own.cert), key: readFileSync(own.key) }).listen(
    0,
    '127.0.0.1',
  );
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  new WebSocketServer({ server }).on('connection', echo);
  const url = `wss://localhost:${(server.address() as AddressInfo).port}/`;
  const refused = await here.tool('ipc-cat', [url], { stdin: 'x' });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('its certificate is self-signed\n') });
  const trusted = await here.tool('ipc-cat', [`${url}?ca=${own.cert}`], { stdin: 'x' });
  expect(trusted).toMatchObject({ code: 0, stdout: 'x\n', stderr: '' });
});

describe('where no WebSocket is', () => {
  const web = async (status: number, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
    const server = createServer((_, response) => response.writeHead(status, headers).end()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/p`;
  };

  test.each([
    [200, {}, 'the server answered 200 OK\n  a web server is there, and no WebSocket'],
    [401, {}, 'the server answered 401 Unauthorized\n  credentials go before the host'],
    [404, {}, 'the server answered 404 Not Found\n  there is nothing at that path'],
    [
      302,
      { Location: 'https://there.example/' },
      '302 Found\n  it says that it is to be found at wss://there.example/',
    ],
  ] as const)('%i is a sentence', async (status, headers, words) => {
    const here = scene();
    const url = await web(status, headers);
    const { code, stderr } = await here.tool('ipc-cat', [url]);
    expect(stderr).toContain(`ipc-cat: cannot connect to ${url}: `);
    expect(stderr).toContain(words);
    expect(code).toBe(1);
  });

  test.each([
    ['speaks something else', '220 smtp.example\r\n', 'the other side does not speak WebSocket', 1],
    ['hangs up', null, 'the other side hung up without an answer', 1],
    ['is silent', undefined, 'nobody answered in time', 124],
  ] as const)('a server that %s is a sentence', async (_, answer, words, exit) => {
    const here = scene();
    const server = createPlain((socket) => {
      socket.on('error', () => {});
      if (answer === null) socket.destroy();
      else if (answer) socket.end(answer);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { code, stderr } = await here.tool('ipc-cat', ['--connect-timeout', exit === 124 ? '300ms' : '1m', url]);
    expect(stderr).toContain(words);
    expect({ code, lines: stderr.split('\n').length }).toEqual({ code: exit, lines: 2 });
  });
});

describe('a listener', () => {
  test('serves one at its path; other paths, and what is no WebSocket, are turned away and told', async () => {
    const here = scene();
    const { running, url } = await listening(here, '/here', 'exec:cat');
    const web = url.replace('ws:', 'http:');
    const status = async (path: string): Promise<number | undefined> => {
      const [response] = await once(request(`${web}${path}`).end(), 'response');
      response.resume();
      return response.statusCode;
    };
    expect([await status('/'), await status('/here')]).toEqual([404, 426]);
    const lost = new WebSocket(`${url}/elsewhere`);
    expect(String(await once(lost, 'error').then(([error]) => error))).toContain('404');
    const plain = connect(Number(new URL(web).port), '127.0.0.1').on('error', () => {});
    plain.end('nonsense\r\n\r\n');
    await once(plain.resume(), 'close');
    await running.until(/asked for another path\n.*does not speak HTTP\n/s, 'stderr');

    const socket = new WebSocket(`${url}/here?any=query`);
    const answered = once(socket, 'message');
    await once(socket, 'open');
    socket.send('x');
    expect(String((await answered)[0])).toBe('x');
    socket.close();
    const [code] = await once(socket, 'close');
    expect({ closed: code, code: (await running.ended).code }).toEqual({ closed: 1005, code: 0 }); // no code was given
  });

  test.skipIf(globalThis.WebSocket === undefined)("talks with Node's own WebSocket", async () => {
    const here = scene();
    const { running, url } = await listening(here, '/?protocol=chat');
    const socket = new globalThis.WebSocket(url, ['talk', 'chat']);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    expect(socket.protocol).toBe('chat');
    socket.send('to ipc-cat');
    await running.until(/to ipc-cat\n/);
    const answer = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)));
    running.write('to node\n');
    expect(await answer).toBe('to node');
    socket.close();
    expect((await running.ended).code).toBe(0);
  });

  test('and a client of ours hand over 200,000 lines, each way', async () => {
    const here = scene();
    const lines = Array.from({ length: 200_000 }, (_, index) => `${index}\n`).join('');
    const { running, url } = await listening(here, '/', 'exec:cat');
    const ended = await here.tool('ipc-cat', [url], { stdin: lines });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout === lines).toBe(true);
    expect((await running.ended).code).toBe(0);
  });
});
