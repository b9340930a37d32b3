import { expect, test } from 'vitest';
import { type Options, planRun } from '../../src/plan.ts';

const plan = (operands: readonly string[], options: Partial<Options> = {}) =>
  planRun({ fromFirst: false, toFirst: false, send: false, ...options } as Options, operands, 'nothing');

test('a command, or Node with us in the middle, or children for a socket', () => {
  expect(plan(['./w.sh', '-x'], { script: true })).toEqual({ type: 'script', command: ['./w.sh', '-x'] });
  expect(plan(['w.js', '-x'], { tap: 'log' })).toEqual({ type: 'tap', operands: ['w.js', '-x'], log: 'log' });
  expect(plan(['fork:w.js -x'], { pass: 'tcp-listen:3000' })).toMatchObject({
    type: 'pass',
    listen: { address: { type: 'tcp-listen', port: 3000 } },
    command: ['w.js', '-x'],
  });
});

/** Options, operands, and what flows from the first to the second, and back. */
const WAYS: readonly (readonly [Partial<Options>, readonly string[], boolean, boolean])[] = [
  [{}, ['parent:'], true, true],
  [{ count: 1 }, ['parent:'], true, false],
  [{ count: 1 }, ['-', 'parent:'], false, true],
  [{ send: true }, ['parent:'], false, true],
  [{ send: true, count: 2 }, ['parent:'], false, true],
  [{ send: true }, ['unix:/x', 'parent:'], true, false],
  [{ tap: 'log' }, ['parent:'], true, true],
  [{ fromFirst: true }, ['fork:w.js'], true, false],
];

test.each(WAYS)('%j %j: %s there, %s back, as JSON', (options, operands, there, back) => {
  expect(plan(operands, options)).toMatchObject({ type: 'join', there, back, framing: 'json' });
});

const REFUSED: readonly (readonly [Partial<Options>, readonly string[], RegExp])[] = [
  [{ send: true }, ['unix:/x'], /--send goes with parent:/],
  [{ tap: 'log' }, ['unix:/x'], /--tap goes with/],
  [{}, ['parent:', 'parent:'], /one end/],
  [{ pass: 'unix:/x' }, ['fork:w.js'], /--pass unix:\/x/],
  [{ pass: 'tcp-listen:1' }, ['unix:/x'], /--pass wants one address/],
  [{ script: true }, [], /--script/],
];

test.each(REFUSED)('%j %j is refused', (options, operands, words) => {
  expect(() => plan(operands, options)).toThrow(words);
});
