import { expect, test } from 'vitest';
import { scene } from '../../../../test/rig/scene.ts';
import { cleanEnvironment, withOffset } from '../../src/measure/environment.ts';

const mixed = { PATH: '/bin', NODE_ENV: 'production', NODE_OPTIONS: '--no-opt', FORCE_COLOR: '1', constructor: 'x' };

test('what falsifies figures is taken out, and told with a reason', () => {
  const { environment, removed } = cleanEnvironment(mixed, false);
  expect(environment).toEqual({ PATH: '/bin', NODE_ENV: 'production', constructor: 'x' });
  expect(removed.map(({ name }) => name)).toEqual(['NODE_OPTIONS', 'FORCE_COLOR']);
  for (const { reason } of removed) expect(reason).toMatch(/\w/);
});

test('unless it is to be kept', () => {
  expect(cleanEnvironment(mixed, true)).toEqual({ environment: mixed, removed: [] });
});

test('nothing is taken out of a clean one', () => {
  expect(cleanEnvironment({ PATH: '/bin' }, false)).toEqual({ environment: { PATH: '/bin' }, removed: [] });
});

test('an offset makes the environment that a command gets longer by just so many bytes', async () => {
  const here = scene();
  const sizes = [0, 1, 4_095].map(async (bytes) => {
    const environment = withOffset({}, bytes);
    return (await here.run('/bin/cat', ['/proc/self/environ'], { environment })).stdout.length;
  });
  const [none = 0, one, most] = await Promise.all(sizes);
  expect([one, most]).toEqual([none + 1, none + 4_095]);
});
