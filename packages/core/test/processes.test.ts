import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../../test/rig/until.ts';
import { describeEnded, endedFrom, signalName } from '../src/process/ended.ts';
import { type Identity, identify, isAlive, ownIdentity } from '../src/process/identity.ts';
import { findMembers } from '../src/process/members.ts';
import * as linux from '../src/process/process-table-linux.ts';
import * as portable from '../src/process/process-table-ps.ts';

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
};

/** A child that runs until the test's end, in a group of its own, which is killed. */
const child = async (
  command: readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<ChildProcess & { pid: number }> => {
  const [file, ...operands] = command;
  const born = spawn(file, operands, { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH, ...env } });
  await once(born, 'spawn');
  onTestFinished(() => kill(-(born.pid ?? 0)));
  return born as ChildProcess & { pid: number };
};

const sleeper = (env?: Record<string, string>) => child(['sleep', '1000'], env);

const identityOf = (pid: number): Identity => identify(pid) ?? expect.fail(`${pid} is not there`);

test('we are alive, and known by pid, start time and boot', () => {
  const own = ownIdentity();
  expect(own.pid).toBe(process.pid);
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ ...own, startTime: String(Number(own.startTime) + 1) })).toBe(false);
  expect(isAlive({ ...own, boot: 'another' })).toBe(false);
});

test('who has ended is not alive, and has no identity', async () => {
  const { pid } = await sleeper();
  const identity = identityOf(pid);
  kill(pid);
  await until(() => !isAlive(identity), 'it has ended');
  expect(identify(pid)).toBeUndefined();
  expect(identify(0)).toBeUndefined();
  expect(identify(2 ** 30)).toBeUndefined();
});

test('a zombie is not alive', async () => {
  const parent = await child(['sh', '-c', 'sleep 0 & exec sleep 1000']);
  const zombie = await until(
    () => linux.childrenOf(parent.pid).find((pid) => linux.readProcess(pid)?.state === 'Z'),
    'the child of a careless parent has ended',
  );
  expect(identify(zombie)).toBeUndefined();
});

const MARKER = 'FAMILY_OF_TESTS';

/** For a family of one test alone. */
let families = 0;
const newMarker = (): string => {
  families += 1;
  return `${MARKER}=${process.pid}.${families}`;
};
const membership = (marker: string): Record<string, string> => ({ [MARKER]: marker.slice(MARKER.length + 1) });
const pidsOf = (found: readonly Identity[]): readonly number[] => found.map(({ pid }) => pid);

test('members are those with the marker, the main process first', async () => {
  const marker = newMarker();
  const one = await sleeper(membership(marker));
  const two = await sleeper(membership(marker));
  await sleeper({ OTHER: marker });
  expect(pidsOf(findMembers({ markers: [marker], session: undefined, main: undefined })).toSorted()).toEqual(
    [one.pid, two.pid].toSorted(),
  );
  const main = identityOf(two.pid);
  expect(pidsOf(findMembers({ markers: [marker], session: undefined, main }))).toEqual([two.pid, one.pid]);
  expect(findMembers({ markers: [`${marker}0`], session: undefined, main: undefined })).toEqual([]);
});

test('members are those of the session, with and without the marker, and their descendants', async () => {
  const marker = newMarker();
  const script = 'env -i /bin/sleep 1000 & env -i setsid /bin/sleep 1000 & exec sleep 1000';
  const main = await child(['sh', '-c', script], membership(marker));
  await until(() => linux.childrenOf(main.pid).length === 2, 'its children have begun');
  const children = linux.childrenOf(main.pid);
  onTestFinished(() => children.forEach(kill));
  const found = pidsOf(findMembers({ markers: [marker], session: main.pid, main: identityOf(main.pid) }));
  expect(found[0]).toBe(main.pid);
  expect(found.toSorted()).toEqual([main.pid, ...children].toSorted());
});

test("a session that none of ours is in is somebody else's by now", async () => {
  const marker = newMarker();
  const stranger = await sleeper();
  const main = { ...identityOf(stranger.pid), startTime: '1' };
  expect(findMembers({ markers: [marker], session: stranger.pid, main })).toEqual([]);
  expect(findMembers({ markers: [marker], session: stranger.pid, main: undefined })).toEqual([]);
  expect(
    findMembers({ markers: [marker], session: stranger.pid, main: { ...identityOf(stranger.pid), boot: 'x' } }),
  ).toEqual([]);
});

test('never are we a member ourselves', () => {
  const [name = '', value = ''] = Object.entries(process.env).find(([key]) => key === 'PATH') ?? [];
  const found = pidsOf(findMembers({ markers: [`${name}=${value}`], session: undefined, main: ownIdentity() }));
  expect(found).not.toContain(process.pid);
});

test.each([
  [0, null, { exited: 0 }, 'exit code 0'],
  [137, null, { exited: 137 }, 'exit code 137'],
  [null, 'SIGTERM', { killed: 'SIGTERM' }, 'killed by SIGTERM'],
])('exit code %s, signal %s', (code, signal, ended, words) => {
  expect(endedFrom(code, signal)).toEqual(ended);
  expect(describeEnded(endedFrom(code, signal))).toBe(words);
});

test.each([
  [1, 'SIGHUP'],
  [9, 'SIGKILL'],
  [15, 'SIGTERM'],
  [35, 'SIG35'],
  [64, 'SIG64'],
])('signal %i is %s', (number, name) => {
  expect(signalName(number)).toBe(name);
});

const hasPs = spawnSync('ps', ['-o', 'pid=']).error === undefined;
if (!hasPs) console.log('skipped: ps is not installed');
const testWithPs = test.skipIf(!hasPs || process.platform !== 'linux');

testWithPs('ps and /proc tell the same of processes that live', async () => {
  const marker = `${process.pid}.table`;
  const asleep = await sleeper({ [MARKER]: marker });
  const held = await sleeper({ [MARKER]: marker });
  const parent = await child(['sh', '-c', 'sleep 1000 & wait'], { [MARKER]: marker });
  process.kill(held.pid, 'SIGSTOP');
  await until(() => linux.readProcess(held.pid)?.state === 'T', 'it is held');
  const grandchild = await until(() => linux.childrenOf(parent.pid)[0], 'it has a child');
  const pids = [asleep.pid, held.pid, parent.pid, grandchild];
  await until(() => pids.every((pid) => linux.readProcess(pid)?.state !== 'R'), 'they wait');
  const seenByPs = portable.allProcesses();
  for (const pid of pids) {
    const entry = linux.readProcess(pid) ?? expect.fail();
    const { parent: itsParent, processGroup, state } = entry;
    expect(portable.readProcess(pid)).toMatchObject({ pid, parent: itsParent, processGroup, state });
    expect(seenByPs.find((other) => other.pid === pid)).toMatchObject({ pid, parent: itsParent, processGroup, state });
    expect(portable.commandLineOf(pid)).toEqual([linux.commandLineOf(pid).join(' ')]);
    expect(portable.residentBytes(pid) / linux.residentBytes(pid)).toBeCloseTo(1, 0);
  }
  expect(portable.childrenOf(parent.pid)).toEqual(linux.childrenOf(parent.pid));
  const all = [...pids, process.pid, 1];
  expect(linux.processesWithEnvironment([`${MARKER}=${marker}`, 'NO=1'], all).toSorted()).toEqual(pids.toSorted());
  expect(portable.processesWithEnvironment([`${MARKER}=${marker}`, 'NO=1'], all).toSorted()).toEqual(pids.toSorted());
  expect(portable.readProcess(2 ** 30)).toBeUndefined();
  expect(portable.commandLineOf(2 ** 30)).toEqual([]);
});

const testWithProc = test.skipIf(process.platform !== 'linux');

const MUCH = 'x'.repeat(100_000); // more than is read at once

testWithProc.each([
  ['alone', ['A=']],
  ['at the beginning', ['A=', 'B=x']],
  ['at the end', ['B=x', 'A=']],
  ['before much', ['A=', `B=${MUCH}`]],
  ['behind much', [`B=${MUCH}`, 'A=']],
])('a process is known by an assignment in its environment, %s, and not by a part of it', async (_, environment) => {
  const assignment = `A=${process.pid}.environment`;
  const assignments = environment.map((one) => (one === 'A=' ? assignment : one));
  const { pid } = await child(['env', '-i', ...assignments, '/bin/sleep', '1000']);
  await until(() => linux.commandLineOf(pid)[0] === '/bin/sleep', 'env has become it');
  const isFound = (one: string): boolean => linux.processesWithEnvironment([one], [pid]).length > 0;
  expect([assignment, `${assignment}x`, assignment.slice(0, -1), assignment.slice(1)].filter(isFound)).toEqual([
    assignment,
  ]);
});

testWithPs('ps tells the same start time of a process again and again, and another of a later one', async () => {
  const { pid } = await sleeper();
  expect(portable.readProcess(pid)?.startTime).toMatch(/^\w{3} \w{3} \d+ \d\d:\d\d:\d\d \d{4}$/);
  expect(portable.readProcess(pid)?.startTime).toBe(portable.readProcess(pid)?.startTime);
});

test.each([
  ['  12     1    12 Ss       0:00.42 Fri Nov 20 23:44:00 2026    ', { pid: 12, parent: 1, state: 'S', cpuMs: 420 }],
  ['99999 12 7 R+ 01:02:03 Fri Nov  6 23:44:00 2026', { processGroup: 7, state: 'R', cpuMs: 3_723_000 }],
  ['1 0 1 S 2-00:00:01 Fri Nov 20 23:44:00 2026', { cpuMs: 172_801_000, startTime: 'Fri Nov 20 23:44:00 2026' }],
])('a line of ps: %s', (line, entry) => {
  expect(portable.parseLine(line)).toMatchObject(entry);
});

test.each(['', '  PID PPID', 'x y z', '12 1 12 S'])('%j is no line of ps', (line) => {
  expect(portable.parseLine(line)).toBeUndefined();
});
