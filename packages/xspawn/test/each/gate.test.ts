import { expect, test } from 'vitest';
import { gateFor } from '../../src/each/gate.ts';
import { isToHalt } from '../../src/each/halting.ts';
import type { Machine } from '../../src/each/machine.ts';

const machineWith = (values: { now?: number; load?: number; free?: number }) => {
  const machine: Machine = {
    now: () => values.now ?? 0,
    date: () => 0,
    later: () => () => {},
    load: () => values.load ?? 0,
    freeMemory: () => values.free ?? 0,
  };
  return machine;
};

test('without limits it is always open', () => {
  const gate = gateFor({ delayMs: 0, load: undefined, memFree: undefined }, machineWith({ load: 99 }));
  gate.started();
  expect(gate.waitMs()).toBe(0);
});

test('a delay is from one start to the next', () => {
  const values = { now: 1_000 };
  const gate = gateFor({ delayMs: 100, load: undefined, memFree: undefined }, machineWith(values));
  expect(gate.waitMs()).toBe(0);
  gate.started();
  expect(gate.waitMs()).toBe(100);
  values.now = 1_060;
  expect(gate.waitMs()).toBe(40);
  values.now = 1_100;
  expect(gate.waitMs()).toBe(0);
});

test('while the load is above, or less memory is free, one asks again', () => {
  const values = { load: 2, free: 100 };
  const gate = gateFor({ delayMs: 0, load: 2, memFree: 100 }, machineWith(values));
  expect(gate.waitMs()).toBe(0);
  values.load = 2.1;
  expect(gate.waitMs()).toBeGreaterThan(0);
  values.load = 1;
  values.free = 99;
  expect(gate.waitMs()).toBeGreaterThan(0);
});

test.each([
  ['count', 1, 5, 0, false],
  ['count', 1, 5, 1, true],
  ['count', 3, 5, 2, false],
  ['count', 3, 9, 3, true],
  ['percent', 10, 10, 1, false], // too few to speak of a share
  ['percent', 10, 30, 3, true],
  ['percent', 10, 31, 3, false],
  ['percent', 100, 3, 3, true],
  ['percent', 100, 4, 3, false],
] as const)('halt at %s %d: of %d, %d failed: %s', (type, value, ended, failed, expected) => {
  expect(isToHalt({ when: 'soon', fail: { type, value } }, ended, failed)).toBe(expected);
  expect(isToHalt(undefined, ended, failed)).toBe(false);
});
