import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { lines, natsServer, reading, send } from './nats-server.ts';

test('whoever subscribes gets each line, in order', async () => {
  const here = scene();
  const server = await natsServer(here);
  const readers = await Promise.all([
    reading(here, server.address('news')),
    reading(here, server.address('news')),
    reading(here, server.address('*')),
    reading(here, server.address('%3E')),
  ]);
  expect(await send(here, server.address('news'), lines(1, 2000))).toEqual({
    code: 0,
    signal: null,
    stdout: '',
    stderr: '',
  });
  await Promise.all(readers.map((reader) => reader.until(/\n2000\n$/)));
  expect(readers.map(({ stdout }) => stdout)).toEqual(readers.map(() => lines(1, 2000)));
});

test('any bytes are messages: empty ones, and newlines with --frame nul or length', async () => {
  const here = scene();
  const server = await natsServer(here);
  const reader = await reading(here, server.address('bytes'), '--frame', 'nul');
  await send(here, server.address('bytes'), 'a\nb\0\0é漢\0end\0', '--frame', 'nul');
  await reader.until(/end\0$/);
  expect(reader.stdout).toBe('a\nb\0\0é漢\0end\0');
});

test('the members of a queue share the messages', async () => {
  const here = scene();
  const server = await natsServer(here);
  const members = await Promise.all([1, 2, 3].map(() => reading(here, server.address('work?queue=w'))));
  await send(here, server.address('work'), lines(1, 3000));
  const together = () => members.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean).map(Number));
  await expect.poll(() => together().length, { timeout: 60_000 }).toBe(3000);
  expect(together().sort((a, b) => a - b)).toEqual(Array.from({ length: 3000 }, (_, at) => at + 1));
  for (const { stdout } of members) expect(stdout).not.toBe('');
});

test('joined both ways, it does not hear itself', async () => {
  const here = scene();
  const server = await natsServer(here);
  const echo = here.start(toolPath('ipc-cat'), ['--verbose', server.address('talk'), 'exec:cat']);
  const listener = await reading(here, server.address('talk'));
  await echo.until(/listening on nats/, 'stderr');
  await send(here, server.address('talk'), 'one\n');
  await listener.until(/one\none\n/);
  await send(here, server.address('talk'), 'two\n');
  await listener.until(/two\ntwo\n/);
  expect(listener.stdout).toBe('one\none\ntwo\ntwo\n');
});

test('what is larger than the server takes is refused, and what came before is delivered', async () => {
  const here = scene();
  const server = await natsServer(here, { config: 'max_payload: 1KB' });
  const reader = await reading(here, server.address('news'));
  const address = server.address('news');
  const input = `before\n${'x'.repeat(1024)}\n${'y'.repeat(1025)}\nafter\n`;
  expect(await send(here, address, input)).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr:
      `ipc-cat: ${address}: a message of 1k (1025 bytes) is more than the server takes, which is 1k:` +
      ' raise its max_payload, or leave such messages out with --max-frame\n',
  });
  await reader.until(/x\n$/);
  expect(reader.stdout).toBe(`before\n${'x'.repeat(1024)}\n`);
  const { code, stderr } = await send(here, address, input, '--max-frame', '1024');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('is longer than --max-frame allows: left out'),
  });
  await reader.until(/after\n$/);
});

test('a million messages arrive, in order', async () => {
  const here = scene({ 'check.sh': 'seq 1 1000000 | cmp - && echo same' });
  const server = await natsServer(here);
  const address = server.address('flood');
  const reader = here.start('sh', [
    '-c',
    '"$0" --verbose --from-first "$1" | head -n 1000000 | sh check.sh',
    toolPath('ipc-cat'),
    address,
  ]);
  await reader.until(/listening on/, 'stderr');
  const writer = await here.run('sh', ['-c', 'seq 1 1000000 | "$0" --to-first "$1"', toolPath('ipc-cat'), address]);
  expect(writer).toMatchObject({ code: 0, stderr: '' });
  await reader.until(/same/);
  await send(here, address, 'the reader finds out that head has gone\n');
  await reader.ended;
});

test('the secrets are in the address or in the environment, and the servers may be several', async () => {
  const here = scene();
  const token = await natsServer(here, { config: 'authorization { token: "s3cret word" }' });
  const user = await natsServer(here, { config: 'authorization { user: me, password: "p@ss/w:rd" }' });
  const at = (server: { readonly port: number }, who: string) => `nats://${who}127.0.0.1:1,127.0.0.1:${server.port}/x`;
  const by = (address: string, environment: Record<string, string> = {}) =>
    here.tool('ipc-cat', ['--to-first', address], { stdin: 'x\n', environment });
  const good = [
    by(at(token, 's3cret%20word@')),
    by(at(token, ''), { NATS_TOKEN: 's3cret word' }),
    by(at(user, 'me:p%40ss%2Fw%3Ard@')),
    by(at(user, ''), { NATS_USER: 'me', NATS_PASSWORD: 'p@ss/w:rd' }),
  ];
  expect((await Promise.all(good)).map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    good.map(() => ({ code: 0, stderr: '' })),
  );
});
