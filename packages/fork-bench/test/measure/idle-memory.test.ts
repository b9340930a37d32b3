import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isAlive } from '../../../../test/rig/processes.ts';
import { scene } from '../../../../test/rig/scene.ts';
import { type IdleChild, idleMemory, slopeOf } from '../../src/measure/memory/idle-memory.ts';
import { pssOf, sumPss } from '../../src/measure/memory/pss.ts';

const testOnLinux = test.skipIf(process.platform !== 'linux');

test.each<[readonly (readonly [number, number])[], number]>([
  [
    [
      [1, 5],
      [2, 7],
    ],
    2,
  ],
  [
    [
      [1, 3],
      [2, 3],
      [9, 3],
    ],
    0,
  ],
  [
    [
      [1, 1],
      [2, 3],
      [3, 2],
    ],
    0.5,
  ],
])('the slope of %j is %d', (points, slope) => {
  expect(slopeOf(points)).toBeCloseTo(slope, 12);
});

testOnLinux('a process has a proportional size, and shares make it smaller than what is resident', () => {
  const own = pssOf(process.pid) ?? 0;
  expect(own).toBeGreaterThan(1e6);
  expect(own).toBeLessThanOrEqual(process.memoryUsage().rss + 4e6);
  expect(pssOf(2 ** 22)).toBeUndefined();
  expect(sumPss([])).toBe(0);
  expect(sumPss([process.pid, 2 ** 22])).toBeUndefined();
});

testOnLinux('a process that is named twice counts once', () => {
  const once = sumPss([process.pid]) ?? 0;
  const twice = sumPss([process.pid, process.pid]) ?? 0;
  expect(Math.abs(twice - once)).toBeLessThan(once / 2);
});

/** A child that says a word when it is idle. */
const startIn =
  (environment: NodeJS.ProcessEnv, children: ChildProcess[], script: string) => async (): Promise<IdleChild> => {
    const child = spawn(process.execPath, ['-e', script], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    const gone = once(child, 'exit');
    await once(child.stdout, 'data');
    return {
      pid: child.pid ?? Number.NaN,
      end: async () => {
        child.kill('SIGKILL');
        await gone;
      },
    };
  };

/** Keeps so many megabytes for itself alone. */
const keeping = (megabytes: number): string =>
  `globalThis.kept = Buffer.alloc(${megabytes} << 20, 1); console.log('idle'); setInterval(() => {}, 1e6)`;

testOnLinux('one more child costs what it has for itself, which is less than what is resident', async () => {
  const here = scene();
  const children: ChildProcess[] = [];
  const measure = (megabytes: number) =>
    idleMemory(startIn({ ...here.environment }, children, keeping(megabytes)), { first: 2, last: 4 });
  const { pssBytes = 0, rssBytes, points } = await measure(32);
  expect(points.map((point) => point.children)).toEqual([2, 3, 4]);
  expect(pssBytes).toBeGreaterThan(32 << 20);
  expect(pssBytes).toBeLessThan(rssBytes);
  expect(children.map(({ pid }) => isAlive(pid ?? 0))).toEqual([false, false, false, false]);
});

test('when one cannot be started, the others are ended', async () => {
  const here = scene();
  const children: ChildProcess[] = [];
  const start = startIn({ ...here.environment }, children, keeping(1));
  let count = 0;
  const failing = async (): Promise<IdleChild> => {
    count += 1;
    if (count === 3) throw new Error('no more');
    return start();
  };
  await expect(idleMemory(failing)).rejects.toThrow('no more');
  expect(children.map(({ pid }) => isAlive(pid ?? 0))).toEqual([false, false]);
});
