import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { expectSound, forkBench, groupsIn, namesIn, only, resultsIn } from './suites.ts';

const four = ['process.nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout(0)'];

const measured = async () =>
  only(resultsIn((await forkBench(scene(), 'timers', '--budget', '300ms', '--json')).stdout));

test('timers tells how soon a callback comes, and what one costs', async () => {
  const result = await measured();
  result.measurements.forEach(expectSound);
  expect(groupsIn(result)).toEqual(['time until the callback', 'cost of a callback']);
  for (const group of groupsIn(result)) expect(namesIn(result, group)).toEqual(four);
});

test('setTimeout waits for a millisecond at least, and the others do not', async () => {
  const result = await measured();
  const delays = result.measurements.filter(({ group }) => group === 'time until the callback');
  for (const { name, values } of delays) {
    // libuv counts whole milliseconds: a timer may come as much as one early.
    if (name === 'setTimeout(0)') expect(Math.min(...values)).toBeGreaterThan(500);
    else expect(Math.min(...values)).toBeLessThan(500);
  }
});

test('it tells which comes first, and that an async function is another matter', async () => {
  const { notes } = await measured();
  expect(notes).toContainEqual(expect.stringMatching(/^order in a timer.*: process.nextTick, queueMicrotask, set/));
  expect(notes).toContainEqual(
    expect.stringMatching(/^order in an async function, after await.*: queueMicrotask, process.nextTick, set/),
  );
});
