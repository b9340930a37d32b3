import { expect, test } from 'vitest';
import { haltValue, jobsValue, numberValue, reportValue, retryOnValue } from '../src/options.ts';

test.each<readonly [string, unknown]>([
  ['4', { type: 'number', count: 4 }],
  ['50%', { type: 'percent', percent: 50 }],
  ['+1', { type: 'relative', difference: 1 }],
  ['-2', { type: 'relative', difference: -2 }],
  ...['0', '0%', '+5%', '', 'x', '1.5', '4x'].map((text) => [text, undefined] as const),
])('--jobs %j', (text, expected) => {
  expect(jobsValue.read(text)).toEqual(expected);
});

test.each<readonly [string, unknown]>([
  ['now', { when: 'now', fail: { type: 'count', value: 1 } }],
  ['soon,fail=3', { when: 'soon', fail: { type: 'count', value: 3 } }],
  ['now,fail=10%', { when: 'now', fail: { type: 'percent', value: 10 } }],
  ...['', 'later', 'now,fail=0', 'soon,fail=101%', 'now,fail=', 'now,success=1'].map(
    (text) => [text, undefined] as const,
  ),
])('--halt %j', (text, expected) => {
  expect(haltValue.read(text)).toEqual(expected);
});

test.each<readonly [string, unknown]>([
  ['1', [{ from: 1, to: 1 }]],
  ['1,75-78,signal,timeout', [{ from: 1, to: 1 }, { from: 75, to: 78 }, 'signal', 'timeout']],
  ...['', '1,', '256', '5-3', '-1', '1-', 'signals', '1 2'].map((text) => [text, undefined] as const),
])('--retry-on %j', (text, expected) => {
  expect(retryOnValue.read(text)).toEqual(expected);
});

test.each([
  ['fd:3', { type: 'descriptor', descriptor: 3 }],
  ['report.json', { type: 'file', file: 'report.json' }],
  ['fd:x', { type: 'file', file: 'fd:x' }],
  ['', undefined],
])('--report %j', (text, expected) => {
  expect(reportValue.read(text)).toEqual(expected);
});

test.each<readonly [string, unknown]>([
  ['1', 1],
  ['2.5', 2.5],
  ...['0.5', '-1', '1e3', '', '1.', 'Infinity'].map((text) => [text, undefined] as const),
])('a factor of at least 1: %j', (text, expected) => {
  expect(numberValue(1, 'FACTOR').read(text)).toBe(expected);
});
