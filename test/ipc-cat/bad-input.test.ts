// Whatever is wrong is one sentence that begins with our name, with the right code, without a stack; and nothing is left.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunOptions } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };

/** Runs it; what it says has to be one sentence of ours, perhaps with a hint. */
const complaint = async (here: Scene, operands: readonly string[], options?: RunOptions) => {
  const before = readdirSync(here.work).sort();
  const { code, stderr, stdout } = await here.tool('ipc-cat', operands, options);
  expect(stderr).toMatch(/^ipc-cat: [^\n]+\n(?: {2}[^\n]+\n)?$/);
  expect(readdirSync(here.work).sort()).toEqual(before);
  return { code, stdout, stderr };
};

const at = (here: Scene, name: string): string => path.join(here.work, name);

const listen = async (
  where: { readonly path: string } | { readonly port: number; readonly host: string },
  serve: (socket: Socket) => void = () => {},
): Promise<Server> => {
  const server = createServer((socket) => serve(socket.on('error', () => {})));
  onTestFinished(() => void server.close());
  server.listen(where);
  await once(server, 'listening');
  return server;
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const LOCAL = { port: 0, host: '127.0.0.1' };

const LONG = 'x'.repeat(108);

test.each([
  [['bogus:x'], 2, /'bogus:x' is not an address\n {2}an address begins with one of unix: /],
  [['unx:/a'], 2, /there is no kind of address unx:\n {2}did you mean unix:\?/],
  [['tcp://h:port'], 2, /the port is to be a number from 0 to 65535, and is 'port'/],
  [['unix:'], 2, /unix:: the path is missing/],
  [['unix:a?mode=600'], 2, /there is no setting mode for this address/],
  [[], 2, /missing operand: ADDRESS/],
  [['unix:a', 'unix:b', 'unix:c'], 2, /two addresses/],
  [['--from-first', '--to-first', 'unix:a'], 2, /two directions/],
  [['--frame', 'raw', 'ws://h'], 2, /messages, which need a frame/],
  [['--max-frame', 'much', 'unix:a'], 2, /--max-frame/],
  [['--linger', 'long', 'unix:a'], 2, /--linger/],
  [['--script'], 125, /^ipc-cat: missing operand: COMMAND\n {2}usage: ipc-cat \[OPTIONS\] --script COMMAND/],
  [['--workers', '2', 'fork:a.js'], 125, /^ipc-cat: --workers means nothing here\n {2}it goes with --pass\n/],
  [['--serialization', 'advanced', 'unix:a'], 2, /--serialization means nothing here\n {2}it goes with fork:/],
  [['--child-stdout', 'f', 'exec:true'], 125, /--child-stdout means nothing here\n {2}it goes with fork:/],
  [['--slow', 'drop', 'unix:a'], 2, /--slow means nothing here\n {2}it goes with --hub,/],
  [['--replay', '1', 'unix:a'], 2, /--replay means nothing here\n {2}it goes with --hub,/],
  [[`unix:${LONG}`], 1, /may have 107 bytes, and this has 108\n {2}go to its folder/],
  [[`unix-listen:${LONG}`], 1, /may have 107 bytes, and this has 108\n {2}go to its folder/],
  [['unix:nobody'], 1, /cannot connect to unix:nobody: no such file or directory \(ENOENT\)/],
  [['unix:folder'], 1, /unix:folder: what is there is no socket/],
  [['unix:file'], 1, /unix:file: what is there is no socket/],
  [['unix-listen:folder'], 1, /what is there is no socket\n {2}it was not touched/],
  [['unix-listen:file'], 1, /what is there is no socket\n {2}it was not touched/],
  [['unix-listen:file?takeover'], 1, /what is there is no socket\n {2}it was not touched/],
  [['unix-listen:missing/s'], 1, /there is no folder missing/],
  [['unix-listen:file/s'], 1, /there is no folder file/],
  [['unix-listen:s?owner=no-such-user'], 1, /no-such-user/],
  [['tcp://127.0.0.1:1'], 1, /connection refused \(ECONNREFUSED\)/],
  [['tcp://nowhere.invalid:80'], 1, /cannot connect to tcp:\/\/nowhere\.invalid:80: .*\((ENOTFOUND|EAI_AGAIN)\)/],
  [['tcp-listen:192.0.2.1:0'], 1, /address not available \(EADDRNOTAVAIL\)/],
  [['fd:3'], 1, /fd:3 is not open/],
  [['fd:250'], 1, /fd:250 is not open/],
  [['fifo:missing'], 1, /no such file or directory \(ENOENT\)\n {2}add \?create/],
  [['fifo:file'], 1, /fifo:file: what is there is no FIFO\n {2}it was not touched/],
  [['fifo:missing/f?create'], 1, /missing\/f/],
  [['--connect-timeout', '50ms', 'fifo:fifo'], 124, /fifo:fifo: nobody came to the other side in time/],
  [['--connect-timeout', '50ms', '-', 'fifo:fifo'], 124, /fifo:fifo: nobody came to the other side in time/],
  [['--connect-timeout', '50ms', 'unix-listen:s'], 124, /nobody connected in time/],
  [['--connect-timeout', '50ms', 'tcp-listen:127.0.0.1:0'], 124, /nobody connected in time/],
  [['file:missing'], 1, /cannot open file:missing: no such file or directory \(ENOENT\)/],
  [['file:folder'], 1, /file:folder: illegal operation on a directory \(EISDIR\)/],
  [['file:fifo'], 1, /file:fifo is a FIFO\n {2}it is fifo:fifo/],
  [['file:file', 'file:missing/f'], 1, /cannot open file:missing\/f: no such file or directory \(ENOENT\)/],
  [['file:file', 'file:folder'], 1, /illegal operation on a directory \(EISDIR\)/],
  [['file:file', 'file:/dev/full'], 1, /file:\/dev\/full: no space left on device \(ENOSPC\)/],
  [['exec:no-such-command'], 127, /no-such-command: command not found/],
  [['exec:./file'], 126, /file: cannot be executed: it is not executable/],
  [['exec:"sh'], 125, /a quote is not closed/],
] as const)('%j', async (operands, code, words) => {
  const here = scene({ file: 'text', 'folder/': '' });
  execFileSync('mkfifo', [at(here, 'fifo')]);
  const told = await complaint(here, operands);
  expect(told.stderr).toMatch(words);
  expect(told).toMatchObject({ code, stdout: '' });
  expect(readFileSync(at(here, 'file'), 'utf8')).toBe('text');
});

test.each([['file:secret'], ['file:/dev/null', 'file:secret'], ['unix:secret.sock'], ['unix-listen:s']])(
  'no permission for %j',
  async (...operands) => {
    const here = scene({ secret: 'x' });
    const server = await listen({ path: at(here, 'secret.sock') });
    for (const name of ['secret', 'secret.sock']) chmodSync(at(here, name), 0o600);
    const { code, stderr } = await complaint(here, operands, { user: NOBODY });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('permission denied (EACCES)') });
    server.close();
  },
);

describe('the socket of a listener', () => {
  const start = (here: Scene, ...operands: readonly string[]) =>
    here.start(toolPath('ipc-cat'), ['-v', ...operands], { stdin: 'open' });

  test('may have a path of exactly 107 bytes, or of one', async () => {
    const here = scene();
    for (const name of ['x'.repeat(107), 'y']) {
      const running = start(here, `unix-listen:${name}`, 'exec:cat');
      await running.until(/listening on/, 'stderr');
      expect(statSync(at(here, name)).mode & 0o777).toBe(0o600);
      expect(await here.tool('ipc-cat', [`unix:${name}`], { stdin: 'hi' })).toMatchObject({ code: 0, stdout: 'hi' });
      await running.ended;
      expect(readdirSync(here.work)).toEqual([]);
    }
  });

  test('that was left behind is taken over', async () => {
    const here = scene();
    const killed = start(here, 'unix-listen:s');
    await killed.until(/listening on/, 'stderr');
    killed.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(at(here, 's'))).toBe(true);
    const next = start(here, 'unix-listen:s', 'exec:cat');
    await next.until(/listening on/, 'stderr');
    expect(await here.tool('ipc-cat', ['unix:s'], { stdin: 'hi' })).toMatchObject({ code: 0, stdout: 'hi' });
    await next.ended;
  });

  test('that is live is refused, and with takeover replaced; the end of the old one leaves the new one alone', async () => {
    const here = scene();
    const old = start(here, 'unix-listen:s');
    await old.until(/listening on/, 'stderr');
    const server = await listen({ path: at(here, 'other') });
    const { code, stderr } = await complaint(here, ['unix-listen:other']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('to take its place, add ?takeover') });
    server.close();
    const next = start(here, 'unix-listen:s?takeover', 'exec:cat');
    await next.until(/listening on/, 'stderr');
    old.kill('SIGTERM');
    expect((await old.ended).signal).toBe('SIGTERM');
    expect(await here.tool('ipc-cat', ['unix:s'], { stdin: 'hi' })).toMatchObject({ code: 0, stdout: 'hi' });
    await next.ended;
    expect(readdirSync(here.work)).toEqual([]);
  });
});

test('a port in use', async () => {
  const here = scene();
  const port = portOf(await listen(LOCAL));
  for (const scheme of ['tcp-listen', 'ws-listen']) {
    const { code, stderr } = await complaint(here, [`${scheme}:127.0.0.1:${port}`]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('address already in use (EADDRINUSE)'),
    });
  }
});

describe('bad messages', () => {
  const bad = [
    ['lines', 'too long a line\nb\n', /at byte 0 \(15 bytes\) is longer than --max-frame allows/, 'b\n'],
    ['json', '"a"\nnope\n1\n', /at byte 4 \(4 bytes\) is not JSON/, '"a"\n1\n'],
    ['json', '"a"\n{"b":', /at byte 4 \(5 bytes\) is not JSON/, '"a"\n'],
    ['length', '\0\0\0\x01a\0\0\0\x05bc', /at byte 5 \(6 bytes\) is cut off by the end of the data/, '\0\0\0\x01a'],
    ['length', '\x7f\0\0\0garbage', /at byte 0 \(2130706432 bytes\) is longer than --max-frame allows/, ''],
  ] as const;

  test.each(bad)('in %s: %j', async (frame, stdin, words, stdout) => {
    const here = scene();
    const operands = ['--max-frame', '10', '--frame', frame, '-'];
    const lenient = await complaint(here, operands, { stdin });
    expect(lenient).toMatchObject({ code: 0, stdout });
    expect(lenient.stderr).toMatch(words);
    const strict = await complaint(here, ['--strict', ...operands], { stdin });
    expect(strict.stderr).toMatch(words);
    expect(strict.code).toBe(65);
  });

  test('garbage from the other side ends a strict run with one sentence', async () => {
    const here = scene();
    const port = portOf(await listen(LOCAL, (socket) => void socket.end(Buffer.alloc(200_000, 'a\n{'))));
    const ended = await complaint(here, ['--strict', '--frame', 'json', `tcp://127.0.0.1:${port}`]);
    expect(ended).toMatchObject({ code: 65, stdout: '' });
  });
});

describe('a peer', () => {
  test('that resets the connection', async () => {
    const here = scene();
    const port = portOf(
      await listen(LOCAL, (socket) => socket.write('half', () => socket.once('data', () => socket.resetAndDestroy()))),
    );
    const running = here.start(toolPath('ipc-cat'), [`tcp://127.0.0.1:${port}`], { stdin: 'open' });
    await running.until(/half/);
    running.write('x');
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `ipc-cat: tcp://127.0.0.1:${port}: connection reset by peer (ECONNRESET)\n`,
    });
  });

  test('that is killed while it takes our data', async () => {
    const here = scene({
      'peer.cjs':
        "require('net').createServer((c) => c.once('data', () => process.kill(process.pid, 'SIGKILL'))).listen('s')",
    });
    const peer = here.start(process.execPath, ['peer.cjs']);
    await until(() => existsSync(at(here, 's')), 'the peer listens');
    const { code, stderr } = await complaint(here, ['unix:s'], { stdin: 'x'.repeat(10_000_000) });
    await peer.ended;
    expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 1, lines: 2 });
  });
});

describe('standard streams', () => {
  const shell = (here: Scene, script: string) => here.run('bash', ['-c', script, toolPath('ipc-cat')]);

  test('a reader of standard output that goes away ends it with 141, and without a word', async () => {
    const here = scene();
    const port = portOf(await listen(LOCAL, (socket) => void socket.pipe(socket).on('error', () => {})));
    const script = `yes | "$0" tcp://127.0.0.1:${port} | head -n 1; echo "\${PIPESTATUS[1]}"`;
    expect(await shell(here, script)).toMatchObject({ stdout: 'y\n141\n', stderr: '' });
  });

  test('so it does when the other side takes nothing more', async () => {
    const here = scene();
    const port = portOf(
      await listen(LOCAL, (socket) => {
        const talk = (): void => void socket.write('y\n', (error) => error ?? setImmediate(talk));
        socket.pause().on('error', () => {});
        talk();
      }),
    );
    const script = `yes | "$0" tcp://127.0.0.1:${port} | head -n 1; echo "\${PIPESTATUS[1]}"`;
    expect(await shell(here, script)).toMatchObject({ stdout: 'y\n141\n', stderr: '' });
  });

  test('a closed standard input is an end of the data', async () => {
    const here = scene();
    const port = portOf(await listen(LOCAL, (socket) => void socket.on('end', () => socket.end('bye')).resume()));
    expect(await shell(here, `"$0" tcp://127.0.0.1:${port} <&-`)).toMatchObject({ code: 0, stdout: 'bye', stderr: '' });
  });

  test('a full disk behind standard output', async () => {
    const here = scene({ file: 'text' });
    expect(await shell(here, '"$0" file:file > /dev/full')).toMatchObject({
      code: 1,
      stderr: 'ipc-cat: -: no space left on device (ENOSPC)\n',
    });
  });

  test('a closed standard error costs nothing but the words', async () => {
    const here = scene({ file: 'text' });
    expect(await shell(here, '"$0" file:file 2>&-')).toMatchObject({ code: 0, stdout: 'text' });
    expect(await shell(here, '"$0" file:missing 2>&-')).toMatchObject({ code: 1, stdout: '' });
  });

  test('a descriptor that can only be read is not written to', async () => {
    const here = scene({ file: 'from the descriptor' });
    const descriptor = openSync(at(here, 'file'), 'r');
    onTestFinished(() => closeSync(descriptor));
    const ended = await here.tool('ipc-cat', ['fd:3'], { descriptors: [descriptor], stdin: '' });
    expect(ended).toMatchObject({ code: 0, stdout: 'from the descriptor', stderr: '' });
  });
});

test.each([
  ['exit 7', 7],
  ['kill -KILL $$', 137],
  ['kill -TERM $$', 143],
])('a command that ends with %s gives us its code', async (script, code) => {
  const here = scene();
  expect(await here.tool('ipc-cat', [`exec:sh -c "${script}"`])).toMatchObject({ code, stdout: '', stderr: '' });
});

test('a descriptor that talks to itself is refused, and one whose reader has gone is told, without a stack', async () => {
  const here = scene();
  const run = (redirection: string, ...words: readonly string[]) =>
    here.run('bash', ['-c', `rm -f f; mkfifo f; exec ${redirection}; exec "$0" "$@"`, toolPath('ipc-cat'), ...words], {
      stdin: 'x\n',
    });
  const both = await run('3<>f', 'fd:3');
  expect(both).toMatchObject({ code: 1, stdout: '' });
  expect(both.stderr).toMatch(/^ipc-cat: fd:3 is no socket: .*\n {2}--from-first and --to-first choose one way\n$/);
  const gone = await run('4<>f 3>f 4<&-', '--to-first', 'fd:3');
  expect(gone).toMatchObject({ code: 1, stderr: 'ipc-cat: fd:3: went away before it had taken all from -\n' });
});

test('many messages that are too long, one after the other, are each told and left out', async () => {
  const frame = (text: string): string => `\0\0\0${String.fromCharCode(text.length)}${text}`;
  const stdin = frame('x'.repeat(11)).repeat(20_000) + frame('good');
  const words = ['--quiet', '--frame', 'length', '--max-frame', '10', '-', '-'];
  expect(await scene().tool('ipc-cat', words, { stdin })).toMatchObject({ code: 0, stdout: frame('good') });
});
