import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { hasRedis, lines, reading, redisServer } from './redis-server.ts';

/** Something that listens where Redis should, and says this. */
const impostor = async (here: Scene, says: string | undefined): Promise<string> => {
  const socket = path.join(here.work, 'i.sock');
  const server = createServer((connection) => {
    connection.on('error', () => {});
    connection.on('data', () => says !== undefined && connection.write(says));
    here.afterwards(() => void connection.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  here.afterwards(() => void server.close());
  return `redis://${encodeURIComponent(socket)}?channel=c`;
};

test.each([
  ['redis://localhost?stream=s&group=g&claim=0', "claim is to be a duration such as 30s, and is '0'"],
  ['rediss://localhost?channel=c&cert=own.pem', 'a certificate and its key go together'],
  ['rediss://%2Frun%2Fr.sock?channel=c', 'a Unix socket has no certificate'],
])('%s is wrong usage', async (address, words) => {
  expect(await scene().tool('ipc-cat', [address])).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});

describe.skipIf(!hasRedis)('what Redis refuses', () => {
  test('is refused once and for all, also with --reconnect', async () => {
    const here = scene();
    const redis = await redisServer(here, { options: ['--requirepass', 'geheim'] });
    const run = (address: string) =>
      here.tool('ipc-cat', ['--reconnect=20ms', '--to-first', address], { stdin: 'x\n' });
    expect(await run(redis.address('channel=c', ':falsch@'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ipc-cat: redis:\S+: the password was refused.*\n.*\n$/),
    });
    expect(await run(await impostor(here, 'HTTP/1.1 400 Bad Request\r\n\r\n'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ipc-cat: redis:\S+: what answers there is not Redis.*\n$/),
    });
  });

  test('is a wrong password, which is not printed', async () => {
    const here = scene();
    const redis = await redisServer(here, { options: ['--requirepass', 'geheim'] });
    const wrong = await here.tool('ipc-cat', [redis.address('channel=c', ':falsch@')], { stdin: 'x\n' });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/^ipc-cat: redis:\/\/%2F\S+: the password was refused/);
    expect(wrong.stderr).not.toContain('falsch');
    const none = await here.tool('ipc-cat', [redis.address('channel=c')], { stdin: 'x\n' });
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('a password is needed');
    const right = await here.tool('ipc-cat', [redis.address('channel=c', ':geheim@')], { stdin: 'x\n' });
    expect(right).toMatchObject({ code: 0, stderr: '' });
    const environment = { REDIS_PASSWORD: 'geheim', REDIS_USER: 'default' };
    const told = await here.tool('ipc-cat', [redis.address('channel=c')], { stdin: 'x\n', environment });
    expect(told).toMatchObject({ code: 0, stderr: '' });
  });

  test('is what a user may not do; one who may publish needs no other right', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('ACL', 'SETUSER', 'poor', 'on', '>p', 'resetchannels', '&news', '-@all', '+publish');
    const sent = await here.tool('ipc-cat', [redis.address('channel=news', 'poor:p@')], { stdin: 'x\n' });
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    const other = await here.tool('ipc-cat', [redis.address('channel=other', 'poor:p@')], { stdin: 'x\n' });
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('this user may not do that') });
  });

  test('is a key that holds something of another type', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('SET', 'k', 'v');
    for (const settings of ['stream=k', 'stream=k&group=g', 'list=k']) {
      for (const direction of ['--from-first', '--to-first']) {
        const { code, stderr } = await here.tool('ipc-cat', [direction, redis.address(settings)], { stdin: 'x\n' });
        expect(code).toBe(1);
        expect(stderr).toContain('the key holds something of another type');
      }
    }
  });

  test('is a write to a replica', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('REPLICAOF', '127.0.0.1', '1');
    const { code, stderr } = await here.tool('ipc-cat', [redis.address('stream=s')], { stdin: 'x\n' });
    expect(code).toBe(1);
    expect(stderr).toContain('this is a replica');
  });

  test('is one client too many', async () => {
    const here = scene();
    const redis = await redisServer(here, { options: ['--maxclients', '1'] });
    await reading(here, redis.address('channel=c'));
    const { code, stderr } = await here.tool('ipc-cat', [redis.address('channel=c')], { stdin: 'x\n' });
    expect(code).toBe(1);
    expect(stderr).toContain('it has as many clients as it takes');
  });

  test('is a database that there is not', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const address = redis.address('channel=c').replace('/0?', '/99?');
    const { code, stderr } = await here.tool('ipc-cat', [address], { stdin: 'x\n' });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no database with this number'),
    });
  });
});

describe('where Redis should be', () => {
  test('there may be nobody', async () => {
    const here = scene();
    const address = `redis://${encodeURIComponent(path.join(here.work, 'none.sock'))}?channel=c`;
    const { code, stderr } = await here.tool('ipc-cat', [address], { stdin: 'x\n' });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot connect to redis://') });
    const late = await here.tool('ipc-cat', ['--reconnect=20ms', '--connect-timeout', '200ms', address], {
      stdin: 'x\n',
    });
    expect({ code: late.code, stderr: late.stderr }).toMatchObject({
      code: 124,
      stderr: expect.stringContaining('nobody answered in time'),
    });
  });

  test('there may be something else', async () => {
    const here = scene();
    const address = await impostor(here, 'HTTP/1.1 400 Bad Request\r\n\r\n');
    const { code, stderr } = await here.tool('ipc-cat', [address], { stdin: 'x\n' });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('what answers there is not Redis'),
    });
  });

  test('there may be somebody who never answers', async () => {
    const here = scene();
    const address = await impostor(here, undefined);
    const { code } = await here.tool('ipc-cat', ['--connect-timeout', '200ms', address], { stdin: 'x\n' });
    expect(code).toBe(124);
  });

  test.skipIf(!hasRedis)('there may be Redis later, for who has --reconnect', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.end();
    const writer = here.start('sh', [
      '-c',
      'seq 3 | "$0" "$@"',
      ...(await tool()),
      '--reconnect=20ms',
      redis.address('list=l'),
    ]);
    await writer.until(/again in/, 'stderr');
    await redis.begin();
    expect((await writer.ended).code).toBe(0);
    const reader = await reading(here, redis.address('list=l'));
    await reader.until(new RegExp(`^${lines(1, 3)}$`));
  });
});

const tool = async (): Promise<readonly string[]> => [(await import('../rig/tool.ts')).toolPath('ipc-cat')];

describe.skipIf(!hasRedis)('rediss://', () => {
  test('checks the certificate, and is the same otherwise', async () => {
    const here = scene();
    const [ca, key] = [path.join(here.work, 'ca.pem'), path.join(here.work, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    await here.run('openssl', [...made, ...subject, '-keyout', key, '-out', ca]);
    const port = await freePort();
    const files = ['--tls-cert-file', ca, '--tls-key-file', key, '--tls-ca-cert-file', ca];
    await redisServer(here, { options: ['--tls-port', String(port), ...files, '--tls-auth-clients', 'no'] });
    const address = `rediss://localhost:${port}?stream=s`;
    const unknown = await here.tool('ipc-cat', [address], { stdin: 'x\n' });
    expect({ code: unknown.code, stderr: unknown.stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/self-signed|SELF_SIGNED/),
    });
    expect(unknown.stderr).toContain('to trust it, add its certificate to the address: ?ca=FILE');
    const stubborn = await here.tool('ipc-cat', ['--reconnect=20ms', address], { stdin: 'x\n' });
    expect(stubborn).toMatchObject({ code: 1, stderr: unknown.stderr }); // it will not become another
    const sent = await here.tool('ipc-cat', [`${address}&ca=${ca}`], { stdin: lines(1, 20_000) });
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    const reader = here.start((await tool())[0] ?? '', [`${address}&from=0&verify=no`]);
    await reader.until(/\n20000\n$/);
    expect(reader.stdout).toBe(lines(1, 20_000));
    expect(reader.stderr.match(/its certificate is not checked/g)).toHaveLength(1);
  });
});

/** Redis cannot tell which port it was given, so it is asked for one that was free just now. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
