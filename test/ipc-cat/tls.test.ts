// tls: and tls-listen: with openssl, with Node's own TLS, and with each other.

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect as connectPlain, createServer as createPlain, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { type Certificate, certificate } from './certificates.ts';

let folder: string;
let authority: Certificate;
let local: Certificate;
let other: Certificate;
let expired: Certificate;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
  authority = certificate(folder, 'authority');
  local = certificate(folder, 'localhost', { by: authority });
  other = certificate(folder, 'other.example', { by: authority });
  expired = certificate(path.join(folder), 'localhost', { by: authority, days: -1, file: 'expired' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = ({ cert, key }: Certificate) => ({ cert: readFileSync(cert), key: readFileSync(key) });

/** What a listener says that it has. */
const listening = async (here: Scene, settings: string, ...more: readonly string[]) => {
  const running = here.start(toolPath('ipc-cat'), ['-v', `tls-listen:127.0.0.1:0?${settings}`, ...more], {
    stdin: 'open',
  });
  const [, port = ''] = await running.until(/listening on tls-listen:127\.0\.0\.1:(\d+)/, 'stderr');
  return { running, port };
};

const own = ({ cert, key }: Certificate): string => `cert=${cert}&key=${key}`;

/** A TLS server in this process, which answers at the end with how many bytes came. */
const counting = async (options: tls.TlsOptions): Promise<number> => {
  const server = tls.createServer({ ...options, allowHalfOpen: true }, (socket) => {
    let bytes = 0;
    socket.on('data', (piece) => {
      bytes += piece.length;
    });
    socket.on('end', () => socket.end(`${bytes} bytes`));
    socket.on('error', () => {});
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

test('both ways go through, and each ends for itself: the answer comes after the end of the question', async () => {
  const here = scene();
  const port = await counting(pem(local));
  const stdin = 'x'.repeat(3_000_000);
  expect(await here.tool('ipc-cat', [`tls://localhost:${port}?ca=${authority.cert}`], { stdin })).toEqual({
    code: 0,
    signal: null,
    stdout: '3000000 bytes',
    stderr: '',
  });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a listener serves %s, and the end of one way leaves the other',
  async (version) => {
    const here = scene();
    const { port, running } = await listening(here, own(local), 'exec:sort');
    const ca = readFileSync(authority.cert);
    const socket = tls.connect({
      port: Number(port),
      host: 'localhost',
      ca,
      maxVersion: version,
      allowHalfOpen: true,
    } as tls.ConnectionOptions);
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe(version);
    socket.end('b\na\n');
    expect(await text(socket)).toBe('a\nb\n');
    socket.destroy();
    expect((await running.ended).code).toBe(0);
  },
);

test('with openssl at the other side', async () => {
  const here = scene();
  const { port, running } = await listening(here, own(local));
  const client = here.start(
    'openssl',
    ['s_client', '-quiet', '-CAfile', authority.cert, '-verify_return_error', '-connect', `localhost:${port}`],
    { stdin: 'open' },
  );
  client.write('from openssl\n');
  await running.until(/from openssl\n/);
  running.write('from ipc-cat\n');
  await client.until(/from ipc-cat\n/);
  running.closeStdin();
  expect((await running.ended).code).toBe(0);
});

test('50 MB go from one to the other', async () => {
  const here = scene();
  const { port, running } = await listening(here, own(local), '--from-first', 'exec:sha256sum');
  const stdin = 'y'.repeat(50_000_000);
  const sent = await here.tool('ipc-cat', [`tls://localhost:${port}?ca=${authority.cert}`], { stdin });
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  const sum = (await import('node:crypto')).createHash('sha256').update(stdin).digest('hex');
  expect((await running.ended).stdout).toBe(`${sum}  -\n`);
});

describe('who answers is checked', () => {
  const refused = async (certificate: Certificate, settings: string, environment = {}) => {
    const here = scene();
    const port = await counting(pem(certificate));
    const address = `tls://localhost:${port}${settings}`;
    const { code, stderr, stdout } = await here.tool('ipc-cat', [address], { stdin: 'secret', environment });
    return { code, stdout, stderr: stderr.replaceAll(address, 'ADDRESS') };
  };

  test("an authority that is not the system's", async () => {
    expect(await refused(local, '')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^ipc-cat: cannot connect to ADDRESS: nobody who is trusted here has signed its certificate\n {2}to trust it, add its certificate to the address: \?ca=FILE\n$/,
      ),
    });
  });

  test("one that is the system's", async () => {
    expect(await refused(local, '', { SSL_CERT_FILE: authority.cert })).toEqual({
      code: 0,
      stdout: '6 bytes',
      stderr: '',
    });
  });

  test('one that has signed itself', async () => {
    expect(await refused(authority, '')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'its certificate is self-signed\n  to trust it, add its certificate to the address: ?ca=FILE\n',
      ),
    });
  });

  test('another name, which may be the one that is meant', async () => {
    expect(await refused(other, `?ca=${authority.cert}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its certificate is for other.example, and not for localhost\n'),
    });
    expect(await refused(other, `?ca=${authority.cert}&name=other.example`)).toMatchObject({
      code: 0,
      stdout: '6 bytes',
    });
  });

  test('one that has expired', async () => {
    expect(await refused(expired, `?ca=${authority.cert}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its certificate has expired\n'),
    });
  });

  test('not with verify=no, which is said', async () => {
    expect(await refused(expired, '?verify=no')).toEqual({
      code: 0,
      stdout: '6 bytes',
      stderr: 'ipc-cat: ADDRESS: its certificate is not checked (verify=no): anybody may have answered\n',
    });
  });
});

describe('who connects is checked by a listener with ca', () => {
  test('a certificate that it trusts is let in', async () => {
    const here = scene();
    const { port, running } = await listening(here, `${own(local)}&ca=${authority.cert}`, 'exec:cat');
    const address = `tls://localhost:${port}?ca=${authority.cert}&${own(other)}`;
    expect(await here.tool('ipc-cat', [address], { stdin: 'x' })).toMatchObject({ code: 0, stdout: 'x', stderr: '' });
    expect((await running.ended).code).toBe(0);
  });

  test('nobody else, and both sides say why; the next is served', async () => {
    const here = scene();
    const { port, running } = await listening(here, `${own(local)}&ca=${authority.cert}`, 'exec:cat');
    const trusting = `tls://localhost:${port}?ca=${authority.cert}`;
    const { code, stderr } = await here.tool('ipc-cat', [trusting], { stdin: 'x' });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the other side refused: certificate required (it wants a certificate of ours that it trusts',
    );
    await running.until(/somebody was turned away: the other side showed no certificate\n/, 'stderr');
    expect(await here.tool('ipc-cat', [`${trusting}&${own(local)}`], { stdin: 'x' })).toMatchObject({ stdout: 'x' });
    await running.ended;
  });
});

test('whoever speaks no TLS is turned away, and the next is served', async () => {
  const here = scene();
  const { port, running } = await listening(here, own(local), 'exec:cat');
  for (const words of ['GET / HTTP/1.1\r\n\r\n', 'hi']) {
    const plain = connectPlain({ port: Number(port), host: '127.0.0.1' });
    plain.on('error', () => {});
    plain.end(words);
    await once(plain.resume(), 'close');
  }
  await running.until(
    /turned away: the other side does not speak TLS\n.*turned away: the other side hung up before TLS was agreed on\n/s,
    'stderr',
  );
  const served = await here.tool('ipc-cat', [`tls://localhost:${port}?ca=${authority.cert}`], { stdin: 'x' });
  expect(served).toMatchObject({ code: 0, stdout: 'x' });
  await running.ended;
});

test('a server that speaks no TLS, hangs up, or is silent is a sentence', async () => {
  const here = scene();
  const answers: Readonly<Record<string, (socket: Socket) => void>> = {
    'the other side does not speak TLS': (socket) => void socket.end('220 smtp.example ready\r\n'),
    'the other side hung up before TLS was agreed on': (socket) => void socket.destroy(),
    'nobody answered in time': () => {},
  };
  for (const [words, answer] of Object.entries(answers)) {
    const server = createPlain((socket) => answer(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = `tls://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stderr } = await here.tool('ipc-cat', ['--connect-timeout', '500ms', address]);
    expect({ code, stderr }).toEqual({
      code: words.includes('time') ? 124 : 1,
      stderr: expect.stringMatching(new RegExp(`^ipc-cat: .*: ${words}\n$`)),
    });
  }
});

test.each([
  [
    'ca=missing',
    /^ipc-cat: tls:\/\/localhost:1\?ca=missing: cannot read ca=missing: no such file or directory \(ENOENT\)\n$/,
  ],
  ['ca=text', /ca=text is no certificate\n/],
  ['cert=CERT&key=OTHER', /cannot use key=.*: key values mismatch\n/],
  ['cert=CERT', /: a certificate and its key go together\n/],
] as const)('%s is refused before anything is sent', async (settings, message) => {
  const here = scene({ text: 'no certificate' });
  const written = settings.replace('CERT', local.cert).replace('OTHER', other.key);
  const { code, stderr } = await here.tool('ipc-cat', [`tls://localhost:1?${written}`]);
  expect(stderr).toMatch(message);
  expect(code).toBeGreaterThan(0);
});

test('what breaks off in the middle is a failure', async () => {
  const here = scene();
  const port = await counting(pem(local));
  const between = createPlain((socket) => {
    const further = connectPlain({ port, host: '127.0.0.1' });
    socket.pipe(further).pipe(socket);
    let bytes = 0;
    socket.on('data', ({ length }) => {
      bytes += length;
      if (bytes > 50_000) socket.resetAndDestroy(); // which is after the handshake
    });
    for (const one of [socket, further]) one.on('error', () => {}).on('close', () => further.destroy());
  });
  onTestFinished(() => void between.close());
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  const address = `tls://localhost:${(between.address() as AddressInfo).port}?ca=${authority.cert}`;
  const running = here.start(toolPath('ipc-cat'), [address], { stdin: 'open' });
  running.write('x'.repeat(100_000));
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  // A reset may look like an end of their data; who writes on notices that it was none.
  await until(() => {
    if (!isOver) running.write('x');
    return isOver;
  }, 'it has noticed');
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^ipc-cat: tls:.*: (connection reset by peer \(ECONNRESET\)|went away before it had taken all from -)\n$/,
    ),
  });
});
