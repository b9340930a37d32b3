import { expect, test } from 'vitest';
import { isUp, type State, stateOf } from '../src/state.ts';
import type { DaemonRecord } from '../src/store/record.ts';

/** Phase in the record; then the state when both live, only the main process, only who works on it, neither. */
type Line = readonly [DaemonRecord['phase'], State, State, State, State];

const ALONE: readonly Line[] = [
  ['starting', 'starting', 'running', 'starting', 'exited'],
  ['running', 'running', 'running', 'exited', 'exited'],
  ['stopping', 'stopping', 'running', 'stopping', 'stopped'],
  ['stopped', 'stopped', 'stopped', 'stopped', 'stopped'],
  ['exited', 'exited', 'exited', 'exited', 'exited'],
];

const SUPERVISED: readonly Line[] = [
  ['starting', 'starting', 'running', 'starting', 'exited'],
  ['running', 'running', 'running', 'backing-off', 'backing-off'],
  ['backing-off', 'backing-off', 'backing-off', 'backing-off', 'backing-off'],
  ['stopping', 'stopping', 'running', 'stopping', 'stopped'],
  ['stopped', 'stopped', 'stopped', 'stopped', 'stopped'],
  ['exited', 'exited', 'exited', 'exited', 'exited'],
  ['failed', 'failed', 'failed', 'failed', 'failed'],
];

const FORSAKEN: readonly Line[] = [
  ['starting', 'starting', 'unsupervised', 'starting', 'exited'],
  ['running', 'unsupervised', 'unsupervised', 'exited', 'exited'],
  ['backing-off', 'exited', 'exited', 'exited', 'exited'],
  ['stopping', 'stopping', 'unsupervised', 'stopping', 'stopped'],
  ['failed', 'failed', 'failed', 'failed', 'failed'],
];

const casesOf = (table: readonly Line[], supervisor: boolean | undefined) =>
  table.flatMap(([phase, both, main, worker, neither]) => [
    [phase, supervisor, true, true, both] as const,
    [phase, supervisor, true, false, main] as const,
    [phase, supervisor, false, true, worker] as const,
    [phase, supervisor, false, false, neither] as const,
  ]);

test.each([...casesOf(ALONE, undefined), ...casesOf(SUPERVISED, true), ...casesOf(FORSAKEN, false)])(
  '%s, supervisor alive: %s, main process alive: %s, starter or stopper alive: %s is %s',
  (phase, supervisorIsAlive, mainIsAlive, workerIsAlive, state) => {
    expect(stateOf({ phase }, { mainIsAlive, workerIsAlive, supervisorIsAlive })).toBe(state);
  },
);

test.each<[State, boolean]>([
  ['starting', true],
  ['running', true],
  ['unsupervised', true],
  ['backing-off', true],
  ['stopping', true],
  ['stopped', false],
  ['exited', false],
  ['failed', false],
])('%s counts as up: %s', (state, up) => {
  expect(isUp(state)).toBe(up);
});
