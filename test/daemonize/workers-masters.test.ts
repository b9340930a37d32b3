// Programs that are made of a master and its workers themselves.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { bodyFrom, runningIn, type Workers } from './workers.ts';

const ANSWER = '(_, response) => response.end(`hello world from ${process.pid}`)';

/** Forks two in the cluster, unless it is one of them. */
const CLUSTER = `
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  console.log('a master is here');
  cluster.fork();
  cluster.fork();
} else require('node:http').createServer(${ANSWER}).listen(Number(process.env.PORT));
`;

/** Listens, hands the socket to two children, and listens no more. */
const HANDING = `
const { fork } = require('node:child_process');
const server = require('node:net').createServer().listen(Number(process.env.PORT), () => {
  for (let count = 0; count < 2; count += 1) fork('./handed.cjs').send('server', server);
  server.close();
});
`;

const HANDED = `
const server = require('node:http').createServer(${ANSWER});
process.on('message', (_, handle) => handle.on('connection', (socket) => server.emit('connection', socket)));
`;

/** Waits until so many different processes have said hello; their pids. */
const greeters = async ({ port }: Workers, count: number): Promise<readonly number[]> => {
  const found = new Set<number>();
  await until(async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => bodyFrom({ host: '127.0.0.1', port })));
    for (const answer of answers) found.add(Number(/^hello world from (\d+)$/.exec(answer)?.[1]));
    return found.size === count;
  }, `${count} say hello`);
  return [...found].sort();
};

const pidsOf = async (workers: Workers): Promise<readonly number[]> =>
  (await workers.status()).map(({ pid }) => pid).sort();

const parentsOf = (pids: readonly number[]): readonly number[] =>
  [...new Set(pids.map((pid) => processInfo(pid).ppid))].sort();

test('copies of a cluster’s program are its workers: the supervisor is the master', async () => {
  const here = scene({ 'server.cjs': CLUSTER });
  const workers = await runningIn(here, '--workers', '2', '--env', 'PORT=0');
  expect(await greeters(workers, 2)).toEqual(await pidsOf(workers));
  expect(readFileSync(path.join(here.state, 'server/out.log'), 'utf8')).toBe('');
});

test('copies of a cluster’s program that share a socket are masters: all their workers take from it', async () => {
  const workers = await runningIn(scene({ 'server.cjs': CLUSTER }), '--workers', '2', '--listen', '127.0.0.1:0');
  expect(parentsOf(await greeters(workers, 4))).toEqual(await pidsOf(workers));
});

test('a master that hands its socket to children hands on the one that it was given', async () => {
  const here = scene({ 'server.cjs': HANDING, 'handed.cjs': HANDED });
  const workers = await runningIn(here, '--listen', '127.0.0.1:0');
  expect(workers.listen).toEqual([`127.0.0.1:${workers.port}`]);
  expect(parentsOf(await greeters(workers, 2))).toEqual(await pidsOf(workers));
  expect(await here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
  expect(parentsOf(await greeters(workers, 2))).toEqual(await pidsOf(workers));
});
