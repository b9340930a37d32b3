import { expect, test } from 'vitest';
import type { Attempt } from '../src/one/attempt.ts';
import { exitCodeOf, verdictOn } from '../src/verdict.ts';
import { attemptWith } from './attempts.ts';

type Row = readonly [facts: Partial<Attempt>, raised: object, code: number];

const rows: readonly Row[] = [
  [{ ending: { exited: 0 } }, { code: 0 }, 0],
  [{ ending: { exited: 255 } }, { code: 255 }, 255],
  [{ ending: { killed: 'SIGTERM' } }, { signal: 'SIGTERM' }, 143],
  [{ ending: { killed: 'SIGKILL' } }, { signal: 'SIGKILL' }, 137],
  [{ ending: { killed: 'a real-time signal' } }, { code: 125 }, 125],
  [{ ending: { notStarted: 'x', code: 126 } }, { code: 126 }, 126],
  [{ ending: { notStarted: 'x', code: 127 } }, { code: 127 }, 127],
  [{ ending: { killed: 'SIGTERM' }, stopped: 'timeout' }, { code: 124 }, 124],
  [{ ending: { exited: 0 }, stopped: 'idle' }, { code: 124 }, 124],
  [{ ending: { killed: 'SIGKILL' }, stopped: 'timeout', insisted: true }, { code: 137 }, 137],
  [{ ending: { exited: 3 }, stopped: 'output' }, { code: 125 }, 125],
  [{ ending: { killed: 'SIGKILL' }, stopped: 'output', insisted: true }, { code: 125 }, 125],
];

test.each(rows)('%j becomes %j, and %i in numbers', (facts, raised, code) => {
  const attempt = attemptWith(facts);
  expect(verdictOn(attempt, true)).toEqual(raised);
  expect(verdictOn(attempt, false)).toEqual({ code });
  expect(exitCodeOf(attempt)).toBe(code);
});
