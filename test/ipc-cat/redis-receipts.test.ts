/** What `--reply` and others build on: messages are accepted, or refused and come again. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RedisAddress } from '../../packages/ipc-cat/src/address/address.ts';
import { parseAddress } from '../../packages/ipc-cat/src/address/parse-address.ts';
import { openRedis } from '../../packages/ipc-cat/src/brokers/redis/open-redis.ts';
import type { Reader } from '../../packages/ipc-cat/src/endpoint.ts';
import type { OpeningEvent } from '../../packages/ipc-cat/src/endpoints/opening.ts';
import type { Batch } from '../../packages/ipc-cat/src/frames/batch.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { hasRedis, reading, redisServer } from './redis-server.ts';

const opened = async (address: string) => {
  const events: OpeningEvent[] = [];
  const opening = {
    connectTimeoutMs: undefined,
    reconnect: undefined,
    maxFrame: 2 ** 24,
    onBad: () => {},
    signal: new AbortController().signal,
    tell: (event: OpeningEvent) => void events.push(event),
  };
  const named = parseAddress(address);
  const end = await openRedis(
    { name: named.name, address: named.address as RedisAddress },
    { reader: true, writer: false },
    opening,
  );
  onTestFinished(() => end.close());
  return { end, events, reader: end.reader as Reader<Batch> };
};

const textsOf = (batch: Batch | undefined): readonly string[] => batch?.payloads.map(String) ?? [];

describe.skipIf(!hasRedis)('a message of Redis', () => {
  test('of a group that was refused stays pending and comes again after a pause, with its deliveries counted', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const { events, reader } = await opened(redis.address('stream=s&group=g&consumer=me&from=0'));
    for (const text of ['bad', 'good']) await redis.ask('XADD', 's', '*', 'data', text);
    const seen: string[] = [];
    let refusals = 0;
    while (!(seen.includes('good') && refusals === 2)) {
      const batch = await reader.read();
      for (const [at, text] of textsOf(batch).entries()) {
        seen.push(text);
        const isRefused = text === 'bad';
        if (isRefused) refusals += 1;
        await (isRefused ? batch?.receipts?.[at]?.refuse() : batch?.receipts?.[at]?.accept());
      }
    }
    expect(seen.filter((text) => text === 'good')).toHaveLength(1);
    expect(events).toContainEqual({ type: 'again', name: expect.any(String), count: 1 });
    const pending = (await redis.ask('XPENDING', 's', 'g', '-', '+', '10')).split('\n');
    expect(pending[1]).toBe('me');
    expect(pending[3]).toBe('2');
    expect(pending).toHaveLength(4);
  });

  test('of a group is not taken from who has it and lives, however long that takes', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const { reader } = await opened(redis.address('stream=s&group=g&from=0&claim=600ms&consumer=slow'));
    await redis.ask('XADD', 's', '*', 'data', 'mine');
    const batch = await reader.read();
    expect(textsOf(batch)).toEqual(['mine']);
    const other = await reading(here, redis.address('stream=s&group=g&claim=600ms'));
    const claims = async () =>
      Number(/cmdstat_xautoclaim:calls=(\d+)/.exec(await redis.ask('INFO', 'commandstats'))?.[1]);
    await until(
      async () => (await claims()) >= 5,
      'the other has looked for what the dead have left, for twice the time',
    );
    expect(other.stdout).toBe('');
    await Promise.all(batch?.receipts?.map((receipt) => receipt.accept()) ?? []);
    expect(await redis.ask('XPENDING', 's', 'g')).toMatch(/^0/);
  });

  test('of a group that was neither accepted nor refused is there for others at once when we go', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const { end, reader } = await opened(redis.address('stream=s&group=g&from=0&claim=1h'));
    await redis.ask('XADD', 's', '*', 'data', 'left');
    await reader.read();
    await end.close();
    const other = here.start((await import('../rig/tool.ts')).toolPath('ipc-cat'), [
      redis.address('stream=s&group=g&claim=1h'),
    ]);
    await other.until(/^left\n$/);
  });

  test('of a list that was refused goes to its end, and waits a little there', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const { reader } = await opened(redis.address('list=l'));
    for (const text of ['bad', 'good', 'better']) await redis.ask('LPUSH', 'l', text);
    const seen: string[] = [];
    while (seen.length < 4) {
      const batch = await reader.read();
      for (const [at, text] of textsOf(batch).entries()) {
        const isRefused = text === 'bad' && !seen.includes('bad');
        seen.push(text);
        await (isRefused ? batch?.receipts?.[at]?.refuse() : batch?.receipts?.[at]?.accept());
      }
    }
    expect(seen).toEqual(['bad', 'good', 'better', 'bad']);
    expect(await redis.ask('KEYS', '*')).toBe('l:consumers');
  });

  test.each(['channel=c', 'stream=s', 'stream=s&group=g', 'list=l'])(
    'is waited for until that is cancelled, and all is closed although Redis does not answer: %s',
    async (settings) => {
      const here = scene();
      const redis = await redisServer(here);
      const { end, reader } = await opened(redis.address(settings));
      const pending = reader.read();
      reader.cancel();
      expect(await pending).toBeUndefined();
      expect(await reader.read()).toBeUndefined();
      redis.signal('SIGSTOP');
      await end.close();
      redis.signal('SIGCONT');
    },
  );
});
