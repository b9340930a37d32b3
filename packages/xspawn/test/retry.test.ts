import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attempt } from '../src/one/attempt.ts';
import { delayAfter, hasFailed, isWorthAnother } from '../src/one/retry.ts';
import type { RetryPlan } from '../src/tries.ts';
import { attemptWith } from './attempts.ts';

const plan: RetryPlan = { count: 2, delayMs: 1_000, backoff: 1, jitter: false, causes: undefined };

type Row = readonly [facts: Partial<Attempt>, causes: RetryPlan['causes'], isWorth: boolean];

const rows: readonly Row[] = [
  [{ ending: { exited: 0 } }, undefined, false],
  [{ ending: { exited: 1 } }, undefined, true],
  [{ ending: { killed: 'SIGTERM' } }, undefined, true],
  [{ ending: { notStarted: 'x', code: 127 } }, undefined, false],
  [{ ending: { exited: 0 }, stopped: 'timeout' }, undefined, true],
  [{ ending: { killed: 'SIGTERM' }, stopped: 'output' }, undefined, false],
  [{ ending: { exited: 75 } }, [{ from: 75, to: 78 }], true],
  [{ ending: { exited: 79 } }, [{ from: 75, to: 78 }], false],
  [{ ending: { exited: 0 } }, [{ from: 0, to: 255 }], false],
  [{ ending: { killed: 'SIGTERM' } }, ['signal'], true],
  [{ ending: { killed: 'SIGTERM' }, stopped: 'timeout' }, ['signal'], false],
  [{ ending: { killed: 'SIGTERM' }, stopped: 'timeout' }, ['timeout'], true],
  [{ ending: { exited: 1 }, stopped: 'idle' }, ['timeout'], true],
  [{ ending: { exited: 1 }, stopped: 'idle' }, [{ from: 1, to: 1 }], false],
];

test.each(rows)('%j, when %j counts: another try is worth it: %s', (facts, causes, isWorth) => {
  expect(isWorthAnother(attemptWith(facts), 1, { ...plan, causes })).toBe(isWorth);
});

test('there are no more tries than asked for', () => {
  const failed = attemptWith({ ending: { exited: 1 } });
  expect([1, 2, 3].map((tries) => isWorthAnother(failed, tries, plan))).toEqual([true, true, false]);
  expect(hasFailed(failed)).toBe(true);
});

test('the delay grows by the factor, up to a day', () => {
  const delays = [1, 2, 3, 1_000].map((tries) => delayAfter(tries, { ...plan, backoff: 2 }));
  expect(delays).toEqual([1_000, 2_000, 4_000, 86_400_000]);
});

test('with jitter it is a part of that', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 50 }), (random, tries) => {
      const full = delayAfter(tries, { ...plan, backoff: 1.5 });
      expect(delayAfter(tries, { ...plan, backoff: 1.5, jitter: true }, random)).toBeCloseTo(full * random);
    }),
  );
});
