import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { hasRedis, lines, reading, redisServer } from './redis-server.ts';

const ipcCat = toolPath('ipc-cat');

describe.skipIf(!hasRedis)('a stream of Redis', () => {
  test('is read from any place in it', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const sent = await here.tool('ipc-cat', [redis.address('stream=s')], { stdin: lines(1, 3000) });
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    const reader = here.start(ipcCat, [redis.address('stream=s&from=0')]);
    await until(() => reader.stdout === lines(1, 3000), 'all is read');
    const late = await reading(here, redis.address('stream=s'));
    await redis.ask('XADD', 's', '*', 'data', 'new');
    await redis.ask('XADD', 's', '*', 'user', '7', 'name', 'Ada');
    await late.until(/^new\n\{"user":"7","name":"Ada"\}\n$/);
  });

  test('is kept from growing by maxlen', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await here.tool('ipc-cat', [redis.address('stream=s&maxlen=100')], { stdin: lines(1, 3000) });
    const length = Number(await redis.ask('XLEN', 's'));
    expect(length).toBeGreaterThanOrEqual(100);
    expect(length).toBeLessThan(400); // whole nodes of about a hundred entries
  });

  test('is read on where it was when Redis was killed meanwhile', async () => {
    const here = scene();
    const redis = await redisServer(here, { keeps: true });
    const reader = await reading(here, '--reconnect=50ms', redis.address('stream=s'));
    await redis.ask('XADD', 's', '*', 'data', 'one');
    await reader.until(/one/);
    await redis.end('SIGKILL');
    await reader.until(/again in/, 'stderr');
    await redis.begin();
    await redis.ask('XADD', 's', '*', 'data', 'two');
    await reader.until(/^one\ntwo\n$/);
  });

  test('is shared by the readers of a group, who acknowledge it and leave no consumer behind', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const address = redis.address('stream=s&group=g');
    const readers = [await reading(here, address), await reading(here, address)];
    await here.tool('ipc-cat', [redis.address('stream=s')], { stdin: lines(1, 2000) });
    const all = () => readers.map(({ stdout }) => stdout).join('');
    await until(() => all().length >= lines(1, 2000).length, 'all is read');
    expect(all().trimEnd().split('\n').toSorted()).toEqual(lines(1, 2000).trimEnd().split('\n').toSorted());
    await until(async () => (await redis.ask('XPENDING', 's', 'g')).startsWith('0'), 'all is acknowledged');
    for (const reader of readers) reader.kill();
    await Promise.all(readers.map(({ ended }) => ended));
    expect(await redis.ask('XINFO', 'CONSUMERS', 's', 'g')).toBe('');
  });

  test('gives what a dead consumer has left to another, who tells so', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    await redis.ask('XADD', 's', '*', 'data', 'left');
    await redis.ask('XREADGROUP', 'GROUP', 'g', 'dead', 'STREAMS', 's', '>');
    const reader = here.start(ipcCat, [redis.address('stream=s&group=g&claim=100ms')]);
    await reader.until(/^left\n$/);
    await reader.until(/1 message may have come before/, 'stderr');
  });

  test('gives a consumer first what it has left itself', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    await redis.ask('XADD', 's', '*', 'data', 'left');
    await redis.ask('XREADGROUP', 'GROUP', 'g', 'me', 'STREAMS', 's', '>');
    await redis.ask('XADD', 's', '*', 'data', 'new');
    const reader = here.start(ipcCat, [redis.address('stream=s&group=g&consumer=me')]);
    await reader.until(/^left\nnew\n$/);
    await reader.until(/1 message may have come before/, 'stderr');
  });

  test('from which entries were trimmed before they were acknowledged has lost them, and says so', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    await redis.ask('XADD', 's', '*', 'data', 'left');
    await redis.ask('XREADGROUP', 'GROUP', 'g', 'me', 'STREAMS', 's', '>');
    await redis.ask('XTRIM', 's', 'MAXLEN', '0');
    const reader = here.start(ipcCat, [redis.address('stream=s&group=g&consumer=me')]);
    await reader.until(/1 message lost: deleted from the stream, or trimmed away/, 'stderr');
    await until(async () => (await redis.ask('XPENDING', 's', 'g')).startsWith('0'), 'it is not asked for again');
  });

  test('leaves out a message that is longer than --max-frame', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const reader = await reading(here, '--max-frame', '10', redis.address('stream=s&group=g'));
    await redis.ask('XADD', 's', '*', 'data', 'x'.repeat(11));
    await redis.ask('XADD', 's', '*', 'data', 'short');
    await reader.until(/^short\n$/);
    await reader.until(/is longer than --max-frame allows: left out/, 'stderr');
  });

  test.each(['stream=s&group=g', 'list=s'])(
    'gives --count 2 two messages, and leaves the others to the next: %s',
    async (settings) => {
      const here = scene();
      const redis = await redisServer(here);
      const write = settings.startsWith('list') ? 'list=s' : 'stream=s';
      await here.tool('ipc-cat', [redis.address(write)], { stdin: lines(1, 50) });
      const first = await here.tool('ipc-cat', ['--count', '2', redis.address(settings)]);
      expect(first).toMatchObject({ code: 0, stdout: '1\n2\n' });
      const others = here.start(ipcCat, [redis.address(settings)]);
      await until(() => others.stdout === lines(3, 50), 'the others come, once and in order');
      expect(others.stderr).toBe('');
    },
  );

  test('is read by a group in little memory', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await here.tool('ipc-cat', [redis.address('stream=s')], { stdin: lines(1, 300_000) });
    const reader = here.start(ipcCat, [redis.address('stream=s&group=g')]);
    await reader.until(/\n300000\n$/);
    const { stdout } = await here.run('grep', ['VmHWM', `/proc/${reader.pid}/status`]);
    expect(Number(/\d+/.exec(stdout)?.[0])).toBeGreaterThan(10_000);
    expect(Number(/\d+/.exec(stdout)?.[0])).toBeLessThan(130 * 1024);
  });
});
