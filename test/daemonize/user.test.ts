import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { processInfo } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { expectNothingLeft, pidIn, startSleeping } from './births.ts';
import { expectSentence } from './one-daemon.ts';

const NOBODY = 65534;

beforeEach(({ skip }) => {
  if (process.getuid?.() !== 0) skip('needs root');
});

/** A folder that belongs to nobody. */
const folderOfNobody = (here: Scene, name = 'theirs'): string => {
  const folder = path.join(here.root, name);
  mkdirSync(folder, { mode: 0o755 });
  chownSync(folder, NOBODY, NOBODY);
  return folder;
};

const idsOf = async (here: Scene, ...operands: readonly string[]): Promise<readonly number[]> =>
  (await here.run('id', operands)).stdout.trim().split(' ').map(Number);

/** A user whom /etc/group gives more groups than his own. */
const userWithGroups = (): string | undefined =>
  /^[^:]+:[^:]*:\d+:([^:,\n]+)/m.exec(readFileSync('/etc/group', 'utf8'))?.[1];

test.each([['nobody'], [String(NOBODY)]])('--user %s runs it with the ids and groups of that user', async (user) => {
  const here = scene();
  const { uids, gids, groups } = await startSleeping(here, ['--user', user]);
  expect(uids).toEqual(Array(4).fill(NOBODY));
  expect(gids).toEqual(Array(4).fill((await idsOf(here, '-g', 'nobody'))[0]));
  expect(groups).toEqual(await idsOf(here, '-G', 'nobody'));
});

test('--user with a number that nobody has runs it without further groups', async () => {
  const { uids, gids, groups } = await startSleeping(scene(), ['--user', '54321', '--group', '54322']);
  expect([...uids, ...gids]).toEqual([...Array(4).fill(54321), ...Array(4).fill(54322)]);
  expect(groups.filter((group) => group !== 54322)).toEqual([]);
});

test('--user gives all the groups that the user is in, and none of ours', async ({ skip }) => {
  const user = userWithGroups();
  if (user === undefined) return skip('no user here is in a second group');
  const here = scene();
  const { groups } = await startSleeping(here, ['--user', user]);
  expect(groups.toSorted()).toEqual((await idsOf(here, '-G', user)).toSorted());
});

test.each([['daemon'], ['1']])('--group %s takes the place of the group of the user', async (group) => {
  const here = scene();
  const { uid, gids } = await startSleeping(here, ['--user', 'nobody', '--group', group]);
  expect([uid, ...gids]).toEqual([NOBODY, 1, 1, 1, 1]);
});

test('--group alone keeps the user', async () => {
  const { uids, gids } = await startSleeping(scene(), ['--group', 'daemon']);
  expect([...uids, ...gids]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

test('a command of another user can open /dev/stdout again, and its logs stay private', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here, 'server');
  pidIn(await here.daemonize('--user', 'nobody', '--umask', '027', '--limit', 'core=0', ...puppet.command));
  const actor = await puppet.connected();
  expect(processInfo(actor.pid)).toMatchObject({ uid: NOBODY, umask: 0o027 });
  await actor.do({ append: '/dev/stdout', text: 'again\n' });
  await actor.do({ append: '/dev/stderr', text: 'oh\n' });
  const log = path.join(here.state, 'server/out.log');
  expect(readFileSync(log, 'utf8')).toBe('again\n');
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

test('log files and pidfile in a folder of the user are made with his rights', async () => {
  const here = scene();
  const folder = folderOfNobody(here);
  const options = ['--user', 'nobody', '--log', `${folder}/x.log`, '--pidfile', `${folder}/pid`];
  const { pid } = await startSleeping(here, options);
  expect(lstatSync(`${folder}/x.log`).uid).toBe(NOBODY);
  expect(lstatSync(`${folder}/pid`).uid).toBe(NOBODY);
  expect(readFileSync(`${folder}/pid`, 'utf8')).toBe(`${pid}\n`);
});

test.each([
  ['--log', /cannot open the log file .*EACCES/],
  ['--stdout', /cannot open the log file .*EACCES/],
  ['--stderr', /cannot open the log file .*EACCES/],
  ['--pidfile', /pidfile/],
])('%s never follows a link of the user to what only root may write', async (option, words) => {
  const here = scene();
  const folder = folderOfNobody(here);
  const secret = path.join(here.root, 'secret');
  writeFileSync(secret, 'for root alone\n', { mode: 0o600 });
  symlinkSync(secret, `${folder}/x`);
  const ended = await here.daemonize('--user', 'nobody', option, `${folder}/x`, 'sleep', '1000');
  expect(readFileSync(secret, 'utf8')).toBe('for root alone\n');
  expect(lstatSync(secret)).toMatchObject({ uid: 0, size: 15 });
  expectSentence(ended, 1, words);
  expectNothingLeft(here);
});

test('a command that the user may not execute is 126', async () => {
  const here = scene({ mine: executable('#!/bin/sh\nexec sleep 1000\n') });
  chmodSync(`${here.work}/mine`, 0o700);
  const ended = await here.daemonize('--user', 'nobody', './mine');
  expectSentence(ended, 126, /mine: cannot be executed: .*permission denied/i);
  expectNothingLeft(here);
});

/** As nobody, who keeps his daemons in a folder of his own. */
const asNobody = (here: Scene) => {
  const folder = folderOfNobody(here, 'nobody');
  const options = { user: { uid: NOBODY, gid: NOBODY }, environment: { HOME: folder, DAEMONIZE_HOME: '' } };
  return (...operands: readonly string[]) => here.tool('daemonize', operands, options);
};

test.each([
  [['--user', 'daemon'], /--user: only root may/],
  [['--group', 'daemon'], /--group: only root may/],
  [['--nice=-5'], /--nice: cannot set it to -5/],
  [['--limit', 'nofile=99999999'], /--limit: /],
])('%j is refused to who is not root', async (options, words) => {
  const here = scene();
  expectSentence(await asNobody(here)(...options, 'sleep', '1000'), 1, words);
  expectNothingLeft(here);
});

test('who is not root has his daemons below his home, for himself alone', async () => {
  const here = scene();
  const daemonize = asNobody(here);
  const pid = pidIn(await daemonize('--nice', '5', '--limit', 'nofile=64', 'sleep', '1000'));
  expect(processInfo(pid)).toMatchObject({ uid: NOBODY, nice: 5 });
  const state = path.join(here.root, 'nobody/.local/state/daemonize');
  expect(statSync(state)).toMatchObject({ uid: NOBODY });
  expect(statSync(state).mode & 0o777).toBe(0o700);
  expect(await daemonize('stop', 'sleep')).toMatchObject({ code: 0, stderr: '' });
});
