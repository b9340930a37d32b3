import { expect, test } from 'vitest';
import { isUp, type State, stateOf } from '../src/state.ts';
import type { DaemonRecord } from '../src/store/record.ts';

/** Phase in the record; then the state when both live, only the main process, only who works on it, neither. */
const TABLE: readonly (readonly [DaemonRecord['phase'], State, State, State, State])[] = [
  ['starting', 'starting', 'running', 'starting', 'exited'],
  ['running', 'running', 'running', 'exited', 'exited'],
  ['stopping', 'stopping', 'running', 'stopping', 'stopped'],
  ['stopped', 'stopped', 'stopped', 'stopped', 'stopped'],
  ['exited', 'exited', 'exited', 'exited', 'exited'],
];

const CASES = TABLE.flatMap(([phase, both, main, worker, neither]) => [
  [phase, true, true, both] as const,
  [phase, true, false, main] as const,
  [phase, false, true, worker] as const,
  [phase, false, false, neither] as const,
]);

test.each(CASES)('%s, main process alive: %s, starter or stopper alive: %s is %s', (phase, main, worker, state) => {
  expect(stateOf({ phase }, { mainIsAlive: main, workerIsAlive: worker })).toBe(state);
});

test.each<[State, boolean]>([
  ['starting', true],
  ['running', true],
  ['stopping', true],
  ['stopped', false],
  ['exited', false],
])('%s counts as up: %s', (state, up) => {
  expect(isUp(state)).toBe(up);
});
