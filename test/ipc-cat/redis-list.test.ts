import { describe, expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { hasRedis, lines, reading, redisServer } from './redis-server.ts';

const ipcCat = toolPath('ipc-cat');

describe.skipIf(!hasRedis)('a list of Redis', () => {
  test('is a queue, in order, of which nothing is left', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const sent = await here.tool('ipc-cat', [redis.address('list=jobs')], { stdin: lines(1, 3000) });
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    const reader = here.start(ipcCat, [redis.address('list=jobs')]);
    await until(() => reader.stdout === lines(1, 3000), 'all is read in order');
    await redis.ask('LPUSH', 'jobs', 'late');
    await reader.until(/late\n$/);
    await until(async () => (await redis.ask('KEYS', '*')) === 'jobs:consumers', 'all is acknowledged');
    reader.kill();
    await reader.ended;
    expect(await redis.ask('KEYS', '*')).toBe('');
  });

  test('gets back what a killed reader has taken', async () => {
    const here = scene();
    const redis = await redisServer(here);
    await redis.ask('SADD', 'jobs:consumers', 'dead');
    await redis.ask('RPUSH', 'jobs:processing:dead', '2', '1');
    await redis.ask('LPUSH', 'jobs', '3');
    const reader = here.start(ipcCat, [redis.address('list=jobs')]);
    await reader.until(/^1\n2\n3\n$/);
    await reader.until(/2 messages may have come before/, 'stderr');
  });

  test('keeps what a reader that is alive has taken', async () => {
    const here = scene();
    const redis = await redisServer(here);
    // Nobody takes what it writes.
    const script = 'mkfifo out; exec 3<>out; exec "$0" "$1" >out';
    here.start('sh', ['-c', script, ipcCat, redis.address('list=jobs')]);
    await until(async () => (await redis.ask('SCARD', 'jobs:consumers')) === '1', 'it reads');
    await here.tool('ipc-cat', [redis.address('list=jobs')], { stdin: `${'x'.repeat(1000)}\n`.repeat(200) });
    const taken = async () => (await redis.ask('LLEN', 'jobs')) !== '200';
    await until(taken, 'it takes some');
    const other = await reading(here, redis.address('list=jobs'));
    await redis.ask('LPUSH', 'jobs', 'new');
    await other.until(/new\n$/);
    expect(other.stderr).not.toContain('may have come before');
  });
});
