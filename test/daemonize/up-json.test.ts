// What a daemonize.json can say, and how it is told that it is wrong.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { schema } from '../../packages/daemonize/src/up/schema.ts';
import { processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, freePort, statusOf } from './one-daemon.ts';
import { actorOf, pids, puppetOf, said, stage } from './stage.ts';

const json = (daemons: object): string => JSON.stringify({ daemons }, undefined, 2);

const FILES = { 'sub/': '', '.env': 'FROM_FILE=1\nBOTH=file\n' };

test('an entry has the options of start, and paths begin where the file is', async () => {
  const all = await stage(['web'], FILES);
  const { here } = all;
  const options = { chdir: 'sub', umask: '027', nice: 3, log: 'all.log', pidfile: 'web.pid', limit: { nofile: 200 } };
  const env = { COLOUR: 'light blue', N: 7, BOTH: 'json', LANG: null };
  const web = { command: [...puppetOf(all, 'web').command, '', 'a b', '--x'], env, clearEnv: true, ...options };
  here.write({ 'daemonize.json': json({ web }) });
  const file = path.join(here.work, 'daemonize.json');
  expect(await here.tool('daemonize', ['up', file], { cwd: '/' })).toMatchObject({ code: 0, stderr: '' });
  const { argv, cwd, env: found, pid } = await actorOf(all, 'web');
  expect({ argv, cwd }).toEqual({ argv: ['', 'a b', '--x'], cwd: path.join(here.work, 'sub') });
  const { DAEMONIZE_ID: _, ...others } = found;
  expect(others).toEqual({ COLOUR: 'light blue', N: '7', BOTH: 'json', FROM_FILE: '1', LANG: 'C.UTF-8' });
  const info = processInfo(pid);
  expect(info).toMatchObject({ umask: 0o27, nice: 3 });
  expect(info.descriptors.get(1)).toBe(path.join(here.work, 'all.log'));
  expect(readFileSync(path.join(here.work, 'web.pid'), 'utf8')).toBe(`${pid}\n`);
  expect(said(await here.daemonize('up'))).toEqual(['web: unchanged, pid N']);
});

test('one that is supervised is the same after it was started again', async () => {
  const all = await stage(['web']);
  const { here } = all;
  const web = { command: puppetOf(all, 'web').command, restart: true, backoff: '0', settle: 0 };
  here.write({ 'daemonize.json': json({ web }) });
  await here.daemonize('up');
  await (await actorOf(all, 'web')).do({ exit: 1 });
  const second = await actorOf(all, 'web');
  await until(async () => (await statusOf(here, 'web')).pid === second.pid, 'it is written down');
  expect(said(await here.daemonize('up'))).toEqual(['web: unchanged, pid N']);
  here.write({ 'daemonize.json': json({ web: { ...web, maxMemory: '1G' } }) });
  expect(said(await here.daemonize('up'))).toEqual(['web: restarted, pid N (changed: maxMemory)']);
});

test('what its supervisor has read again has not changed any more', async () => {
  const all = await stage(['web'], { '.env': 'COLOUR=red\n' });
  const { here } = all;
  const web = { command: puppetOf(all, 'web').command, restart: true, backoff: '0', settle: 0 };
  here.write({ 'daemonize.json': json({ web }) });
  await here.daemonize('up');
  const first = await actorOf(all, 'web');
  here.write({ '.env': 'COLOUR=blue\n' });
  await first.do({ exit: 1 });
  const second = await actorOf(all, 'web');
  expect(second.env).toMatchObject({ COLOUR: 'blue' });
  await until(async () => (await statusOf(here, 'web')).pid === second.pid, 'it is written down');
  expect(said(await here.daemonize('up'))).toEqual(['web: unchanged, pid N']);
});

test('one that has lost its supervisor gets another, and goes on', async () => {
  const all = await stage(['web']);
  const { here } = all;
  here.write({ 'daemonize.json': json({ web: { command: puppetOf(all, 'web').command, restart: true, settle: 0 } }) });
  await here.daemonize('up');
  const { pid } = await actorOf(all, 'web');
  process.kill(Number((await statusOf(here, 'web')).supervisorPid), 'SIGKILL');
  await until(async () => (await statusOf(here, 'web')).state === 'unsupervised', 'its supervisor is gone');
  expect((await here.daemonize('up')).stdout).toBe(`web: taken over, pid ${pid}\n`);
  expect(await statusOf(here, 'web')).toMatchObject({ pid, state: 'running', supervisorPid: expect.any(Number) });
});

const LISTENER = `require('node:net').createServer().listen(process.env.PORT);`;

test('two may swap their ports: all that ends has ended before the first begins', async () => {
  const here = scene({ 'listener.js': LISTENER });
  const [one, other] = [await freePort(), await freePort()];
  const on = (port: number) => ({ command: 'node listener.js', env: { PORT: port }, ready: `port:${port}` });
  here.write({ 'daemonize.json': json({ a: on(one), b: on(other) }) });
  expect(await here.daemonize('up')).toMatchObject({ code: 0, stderr: '' });
  here.write({ 'daemonize.json': json({ a: on(other), b: on(one) }) });
  const swapped = await here.daemonize('up');
  expect(swapped).toMatchObject({ code: 0, stderr: '' });
  expect(swapped.stdout).toMatch(/^a: restarted, ready after \S+, pid \d+ \(changed: ready, env PORT\)$/m);
});

test('a file with mistakes changes nothing: all of them are told, with line and key', async () => {
  const all = await stage(['web']);
  const { here } = all;
  const web = { command: puppetOf(all, 'web').command };
  here.write({ 'daemonize.json': json({ web }) });
  await here.daemonize('up');
  const before = await pids(all);
  here.write({ 'daemonize.json': json({ other: web, web: { ...web, nice: 3, readyTimout: 5, settle: 'soon' } }) });
  const ended = await here.daemonize('up');
  expectSentence(
    ended,
    1,
    /^daemonize: daemonize\.json:\d+:\d+: daemons\.web\.readyTimout: there is no such key: did you mean readyTimeout\?$/m,
  );
  expect(ended.stderr).toMatch(
    /^daemonize: daemonize\.json:\d+:\d+: daemons\.web\.settle: expected a duration .*, not "soon"$/m,
  );
  here.write({ 'daemonize.json': '{ "daemons": {\n  "web": { "command": "x" "nice": 5 }\n} }' });
  expectSentence(await here.daemonize('up'), 1, 'daemonize.json:2:27: daemons.web.nice: expected a comma');
  here.write({ 'daemonize.json': json({ web: { ...web, healthInterval: 5 } }) });
  expectSentence(await here.daemonize('up'), 1, /daemonize\.json:3:5: web: --health-interval is about --health/);
  here.write({ 'daemonize.json': '{ "daemons": {} }' });
  expectSentence(await here.daemonize('up'), 1, 'daemonize.json names no daemon');
  expect(await pids(all)).toEqual(before);
});

test('the schema is published with the package', () => {
  const file = path.join(path.dirname(toolPath('daemonize')), 'daemonize.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
