import { expect, test } from 'vitest';
import { readBashAnswer } from '../../src/measure/bash-answer.ts';

test.each([
  [
    'with a clock',
    '0.004 0.003 0.001\n0 1000.000100 1000.004600\n',
    { wallMs: 4.5, userMs: 3, systemMs: 1, exitCode: 0 },
  ],
  ['without one', '0.004 0.003 0.001\n7  \n', { wallMs: 4, userMs: 3, systemMs: 1, exitCode: 7 }],
  ['with commas', '0,004 0,003 0,001\n0 10,5 12,5\n', { wallMs: 2_000, userMs: 3, systemMs: 1, exitCode: 0 }],
  [
    'below what bash says of a signal',
    'bash: line 5: 17 Killed   "$@" 2>&4\n61.000 0.003 60.001\n137 1.0 62.0\n',
    { wallMs: 61_000, userMs: 3, systemMs: 60_001, exitCode: 137 },
  ],
])('%s', (_, text, { wallMs, ...rest }) => {
  const answer = readBashAnswer(text);
  expect(answer).toMatchObject(rest);
  expect(answer?.wallMs).toBeCloseTo(wallMs, 3);
});

test.each(['', '0.004 0.003', '0.004 0.003 0.001\n', 'bash: line 5: 17 Killed'])('%j is no answer', (text) => {
  expect(readBashAnswer(text)).toBeUndefined();
});
