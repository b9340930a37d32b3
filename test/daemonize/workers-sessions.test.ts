import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { get } from './preload/client.ts';
import { connected, exampleIn, type Workers } from './workers.ts';

const REDIS = 'redis-server';
const noRedis =
  spawnSync(REDIS, ['--version']).status === 0 ? undefined : 'there is no redis-server; scripts/debian.sh tests';

/** A Redis of the scene's own, which ends with the test; its address. */
const redisIn = async (here: Scene): Promise<string> => {
  const socket = path.join(here.root, 'redis.sock');
  const options = ['--port', '0', '--unixsocket', socket, '--dir', here.temporary, '--save', '', '--appendonly', 'no'];
  await here.start(REDIS, options).until(/ready to accept connections/i);
  return `unix://${socket}`;
};

interface Said {
  readonly status: number;
  readonly worker: number;
  readonly name?: string;
  readonly visits?: number;
}

/** A browser, as far as it takes: it keeps its cookie, and comes with a new connection each time. */
const browser = ({ port }: Workers) => {
  let cookie = '';
  return async (page: string): Promise<Said> => {
    const connection = await connected({ host: '127.0.0.1', port });
    const outcome = await connection.ask(get(page, cookie));
    connection.end();
    if (outcome.type !== 'answered') throw new Error(JSON.stringify(outcome));
    const [, given] = /^set-cookie: *([^;\r]+)/im.exec(outcome.headers) ?? [];
    if (given) cookie = `Cookie: ${given}\r\n`;
    return { status: outcome.status, ...JSON.parse(outcome.body) };
  };
};

const start = (here: Scene, count: number, ...options: readonly string[]): Promise<Workers> =>
  exampleIn(here, 'sessions/server.js', '--workers', String(count), '--listen', '127.0.0.1:0', ...options);

test('with Redis every worker knows a session, also one that is started later', async ({ skip }) => {
  if (noRedis) skip(noRedis);
  const here = scene();
  const workers = await start(here, 2, '--env', `REDIS_URL=${await redisIn(here)}`);
  const visit = browser(workers);
  expect(await visit('/')).toMatchObject({ status: 401 });
  expect(await workers.alone(1, () => visit('/login?name=ada'))).toMatchObject({ status: 200, name: 'ada' });
  const [one, two] = await workers.status();
  expect(await workers.alone(1, () => visit('/'))).toMatchObject({ worker: one?.pid, name: 'ada', visits: 1 });
  expect(await workers.alone(2, () => visit('/'))).toMatchObject({ worker: two?.pid, name: 'ada', visits: 2 });
  expect(await here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
  const three = await visit('/');
  expect(three).toMatchObject({ name: 'ada', visits: 3 });
  expect([one?.pid, two?.pid]).not.toContain(three.worker);
  expect(await browser(workers)('/')).toMatchObject({ status: 401 }); // somebody else
});

test('without Redis a session is known to the worker that began it, and to no other', async () => {
  const workers = await start(scene(), 2);
  const visit = browser(workers);
  const [one, two] = await workers.status();
  expect(await workers.alone(1, () => visit('/login?name=ada'))).toMatchObject({ worker: one?.pid, name: 'ada' });
  expect(await workers.alone(1, () => visit('/'))).toMatchObject({ worker: one?.pid, name: 'ada', visits: 1 });
  expect(await workers.alone(2, () => visit('/'))).toMatchObject({ worker: two?.pid, status: 401 });
  expect(await workers.alone(1, () => visit('/'))).toMatchObject({ worker: one?.pid, visits: 2 });
});

test('without Redis a single worker knows all its sessions until it is replaced', async () => {
  const workers = await start(scene(), 1);
  const visit = browser(workers);
  expect(await visit('/login?name=ada')).toMatchObject({ name: 'ada' });
  expect(await visit('/')).toMatchObject({ name: 'ada', visits: 1 });
  expect(await visit('/')).toMatchObject({ name: 'ada', visits: 2 });
  expect(await workers.here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
  expect(await visit('/')).toMatchObject({ status: 401 });
});
