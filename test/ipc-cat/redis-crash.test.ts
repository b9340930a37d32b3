import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { hasRedis, lines, reading, redisServer } from './redis-server.ts';

const ipcCat = toolPath('ipc-cat');

/** How often something is killed, and how many numbers flow each time. */
const KILLS = 9;
const PART = 4_000;
const COUNT = KILLS * PART;

/** A reader whose output goes to a file that outlives it: one each, as a kill may cut the last line of a file. */
const keeping = (here: Scene, address: string, out: string): Running =>
  here.start('sh', ['-c', 'exec "$0" --reconnect=20ms "$1" >"$2"', ipcCat, address, out]);

const numbersIn = (here: Scene): readonly number[] =>
  readdirSync(here.work)
    .filter((name) => name.startsWith('out.'))
    .flatMap((name) => readFileSync(path.join(here.work, name), 'utf8').split('\n').slice(0, -1).map(Number));

const toldAgain = (all: readonly Running[]): number =>
  all
    .flatMap(({ stderr }) => [...stderr.matchAll(/(\d+) messages? may have come before/g)])
    .reduce((sum, [, count]) => sum + Number(count), 0);

const grows = async (here: Scene): Promise<void> => {
  const before = numbersIn(here).length;
  await until(() => numbersIn(here).length > before, 'more has come');
};

/** Kills readers and Redis at moments that nobody chose while numbers flow from a writer to the readers. */
const ordeal = async (settings: { readonly write: string; readonly read: string }) => {
  const here = scene();
  const redis = await redisServer(here, { keeps: true });
  const writer = here.start(ipcCat, ['--reconnect=20ms', redis.address(settings.write)], { stdin: 'open' });
  const all = [writer];
  const living: Running[] = [];
  const begin = (): void => {
    const reader = keeping(here, redis.address(settings.read), `out.${all.length}`);
    all.push(reader);
    living.push(reader);
  };
  begin();
  begin();
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Written a part at a time, or all of it would have passed between two looks.
    writer.write(lines(kill * PART + 1, (kill + 1) * PART));
    await grows(here);
    await sleep(Math.random() * 20);
    if (kill % 3 === 2) {
      await redis.end('SIGKILL');
      await redis.begin();
    } else {
      const [victim] = living.splice(0, 1);
      victim?.kill('SIGKILL');
      begin();
    }
  }
  writer.closeStdin();
  const ended = await writer.ended;
  expect(ended, JSON.stringify(ended)).toMatchObject({ code: 0 });
  await until(() => new Set(numbersIn(here)).size >= COUNT, 'all has come');
  return { numbers: numbersIn(here), again: toldAgain(all), redis };
};

describe.skipIf(!hasRedis)('through kill -9 of readers and of Redis', () => {
  test('nothing of a stream with a group is lost, and what comes twice is told', async () => {
    const { again, numbers, redis } = await ordeal({ write: 'stream=s', read: 'stream=s&group=g&claim=200ms' });
    expect([...new Set(numbers)].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: COUNT }, (_, at) => at + 1),
    );
    expect(numbers.length - COUNT).toBeLessThanOrEqual(again);
    await until(async () => (await redis.ask('XPENDING', 's', 'g')).startsWith('0'), 'all is acknowledged');
  });

  test('nothing of a list is lost, and what comes twice is told', async () => {
    const { again, numbers } = await ordeal({ write: 'list=l', read: 'list=l' });
    expect([...new Set(numbers)].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: COUNT }, (_, at) => at + 1),
    );
    expect(numbers.length - COUNT).toBeLessThanOrEqual(again);
  });

  test('a channel loses something, and its exit code says so', async () => {
    const here = scene();
    const redis = await redisServer(here);
    const reader = await reading(here, redis.address('channel=c'));
    const writer = here.start(ipcCat, [redis.address('channel=c')], { stdin: lines(1, 1_000_000) });
    await reader.until(/\n/);
    await redis.end('SIGKILL');
    expect((await reader.ended).code).toBe(75);
    expect((await writer.ended).code).toBe(75);
  });

  test('a writer that was killed can be run again: all that it had to send is there', async () => {
    const here = scene();
    const redis = await redisServer(here, { keeps: true });
    const killed = here.start(ipcCat, [redis.address('stream=s')], { stdin: lines(1, 200_000) });
    await until(async () => Number(await redis.ask('XLEN', 's')) > 0, 'it has begun');
    killed.kill('SIGKILL');
    await killed.ended;
    expect(await here.tool('ipc-cat', [redis.address('stream=s')], { stdin: lines(1, 5000) })).toMatchObject({
      code: 0,
    });
    const reader = here.start(ipcCat, [redis.address('stream=s&from=0')]);
    await until(() => reader.stdout.endsWith(lines(1, 5000)), 'all is read');
  });
});
