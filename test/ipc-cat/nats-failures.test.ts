import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { natsServer, reading, send } from './nats-server.ts';

const USERS = `authorization { users: [
  { user: me, password: "right" },
  { user: reader, password: "r", permissions: { publish: "_INBOX.>", subscribe: [ "open", "_INBOX.>" ] } },
  { user: writer, password: "w", permissions: { publish: "open" } }
] }`;

const failing = async (here: Scene, address: string, stdin = 'x\n', ...options: readonly string[]) => {
  const { code, stderr, stdout } = await send(here, address, stdin, ...options);
  return { code, stderr, stdout };
};

test('who is refused is told, and no password is', async () => {
  const here = scene();
  const server = await natsServer(here, { config: USERS });
  const name = server.address('open');
  expect(await failing(here, server.address('open', 'me:wr0ng@'))).toEqual({
    code: 1,
    stdout: '',
    stderr: `ipc-cat: ${name}: the password of me was refused, or there is no such user\n`,
  });
  expect(await failing(here, server.address('open', 'wr0ng@'))).toMatchObject({
    code: 1,
    stderr: `ipc-cat: ${name}: the token was refused\n`,
  });
  expect(await failing(here, name)).toMatchObject({
    code: 1,
    stderr:
      `ipc-cat: ${name}: it asks who we are\n` +
      '  set NATS_USER and NATS_PASSWORD, or NATS_TOKEN, or write nats://user:password@host/subject\n',
  });
  expect(await failing(here, 'nats://me:wr0ng/x@host/open')).toMatchObject({
    code: 2,
    stderr: expect.not.stringContaining('wr0ng'),
  });
});

test('what is not permitted is told', async () => {
  const here = scene();
  const server = await natsServer(here, { config: USERS });
  expect(await failing(here, server.address('closed', 'writer:w@'))).toMatchObject({
    code: 1,
    stderr: `ipc-cat: ${server.address('closed')}: the server does not permit that: Permissions Violation for Publish to "closed"\n`,
  });
  const reader = await here.tool('ipc-cat', ['--from-first', server.address('closed', 'reader:r@')]);
  expect(reader).toMatchObject({
    code: 1,
    stderr: `ipc-cat: ${server.address('closed')}: the server does not permit that: Permissions Violation for Subscription to "closed"\n`,
  });
  const open = await reading(here, server.address('open', 'reader:r@'));
  expect(await failing(here, server.address('open', 'writer:w@'))).toMatchObject({ code: 0, stderr: '' });
  await open.until(/x\n/);
});

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

const listening = async (here: Scene, hello: string): Promise<number> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(hello);
  });
  here.afterwards(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server);
};

test('nobody there, somebody deaf, and somebody who is not NATS', async () => {
  const here = scene();
  expect(await failing(here, 'nats://127.0.0.1:1/x')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^ipc-cat: cannot connect to nats:\/\/127\.0\.0\.1:1\/x: .*\(ECONNREFUSED\)\n$/),
  });
  const deaf = `nats://127.0.0.1:${await listening(here, '')}/x`;
  expect(await failing(here, deaf, 'x\n', '--connect-timeout', '200ms')).toEqual({
    code: 124,
    stdout: '',
    stderr: `ipc-cat: ${deaf}: nobody answered in time\n`,
  });
  const web = `nats://127.0.0.1:${await listening(here, 'HTTP/1.1 400 Bad Request\r\n\r\n')}/x`;
  expect(await failing(here, web)).toEqual({
    code: 1,
    stdout: '',
    stderr: `ipc-cat: ${web}: what answers there is not NATS\n`,
  });
  const refused = await failing(
    here,
    'nats://127.0.0.1:1/x',
    '',
    '--connect-timeout',
    '300ms',
    '--reconnect=20ms..50ms',
  );
  expect(refused).toEqual({ code: 124, stdout: '', stderr: expect.stringMatching(/connection refused .*; again in/) });
});

test('somebody who hangs up without a word is told so, and tried again with --reconnect', async () => {
  const here = scene();
  const server = createServer((socket) => void socket.destroy());
  here.afterwards(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `nats://127.0.0.1:${portOf(server)}/x`;
  expect(await failing(here, address)).toEqual({
    code: 1,
    stdout: '',
    stderr: `ipc-cat: cannot connect to ${address}: the other side hung up\n`,
  });
  const patient = await failing(here, address, 'x\n', '--reconnect=20ms..50ms', '--connect-timeout', '300ms');
  expect(patient).toMatchObject({ code: 124, stderr: expect.stringMatching(/the other side hung up; again in/) });
});

test('a wrong address, and one that cannot be written to, are wrong usage', async () => {
  const here = scene();
  const many = await failing(here, 'nats://h/a.*', '');
  expect(many).toEqual({
    code: 2,
    stdout: '',
    stderr:
      "ipc-cat: nats://h/a.*: 'a.*' is many subjects: they can be read from, and not written to\n" +
      '  --from-first and --to-first choose one way\n',
  });
  expect(await failing(here, 'nats://h/a..b', '')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nats://h/a..b: 'a..b' is not a subject"),
  });
});

test('a stream flows one way', async () => {
  const { code, stderr } = await scene().tool('ipc-cat', ['nats://h/a?stream=S', 'exec:cat']);
  expect({ code, stderr }).toEqual({ code: 125, stderr: expect.stringMatching(/--from-first/) });
});

const certificate = (here: Scene): void => {
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const more = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', 'key.pem', '-out', 'cert.pem'];
  execFileSync('openssl', [...words.split(' '), ...more], { cwd: here.work, stdio: 'ignore' });
};

test('nats+tls checks the certificate, and says what is wrong with it', async () => {
  const here = scene();
  certificate(here);
  const server = await natsServer(here, { config: 'tls { cert_file: "cert.pem", key_file: "key.pem" }' });
  const at = (settings: string, host = 'localhost') => `nats+tls://${host}:${server.port}/x${settings}`;
  const reader = await reading(here, at('?ca=cert.pem'));
  expect(await failing(here, at('?ca=cert.pem'), 'secret\n')).toMatchObject({ code: 0, stderr: '' });
  await reader.until(/secret\n/);
  expect(await failing(here, at('?verify=no'), 'again\n')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^[^\n]*: its certificate is not checked \(verify=no\)[^\n]*\n$/),
  });
  expect(await failing(here, at('?cert=cert.pem'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a certificate and its key go together'),
  });
  await reader.until(/again\n/);
  expect(await failing(here, at(''))).toMatchObject({
    code: 1,
    stderr: `ipc-cat: cannot connect to ${at('')}: its certificate is self-signed
  to trust it, add its certificate to the address: ?ca=FILE\n`,
  });
  expect(await failing(here, at('?ca=cert.pem', '127.0.0.1'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('its certificate is for localhost, and not for'),
  });
  expect(await failing(here, at('?ca=missing.pem'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot read ca=missing.pem: no such file or directory (ENOENT)'),
  });
  const plain = await natsServer(here);
  const wrong = `nats+tls://127.0.0.1:${plain.port}/x`;
  expect(await failing(here, wrong)).toMatchObject({
    code: 1,
    stderr: `ipc-cat: ${wrong}: that server has no TLS\n  write nats: instead of nats+tls:\n`,
  });
});
