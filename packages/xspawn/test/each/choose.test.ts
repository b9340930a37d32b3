import { expect, test } from 'vitest';
import { type Circumstances, obstacleForShells } from '../../src/each/engine/choose.ts';

const settings = { environment: { PATH: '/bin' }, idleMs: undefined, slots: 4, tree: false };
const linux: Circumstances = { platform: 'linux', dash: '/bin/dash', processors: 2, isInit: false, size: undefined };

test('shells run jobs, if there can be more than one for each', () => {
  expect(obstacleForShells(settings, linux)).toBeUndefined();
  expect(obstacleForShells(settings, { ...linux, size: 5 })).toBeUndefined();
  expect(obstacleForShells(settings, { ...linux, platform: 'darwin' })).toBeUndefined();
});

test.each<[string, Partial<typeof settings | Circumstances>]>([
  ['on Windows', { platform: 'win32' }],
  ['without dash', { dash: undefined }],
  ['in the first process of a container', { isInit: true }],
  ['when the output is watched', { idleMs: 1 } as never],
  ['when children that leave the session are to be ended', { tree: true }],
  ['when there is a slot for each', { size: 4 }],
  ['when there are no jobs', { size: 0 }],
  ['with more than four slots for each processor', { slots: 9 }],
  ['with a variable that dash would not hand on', { environment: { 'a.b': '1' } as never }],
])('jobs are our own children %s', (_, change) => {
  expect(obstacleForShells({ ...settings, ...change }, { ...linux, ...change })).toEqual(expect.any(String));
});
