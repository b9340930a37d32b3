import { expect, test } from 'vitest';
import { assertForOne } from '../src/belonging.ts';

test.each([
  [{ names: 'a' }, '--names', '--all'],
  [{ sequence: true }, '--sequence', '--all'],
  [{ race: true }, '--race', '--all'],
  [{ restartFailed: true }, '--restart-failed', '--all'],
  [{ null: true }, '--null', '--each'],
  [{ argFile: ['x'] }, '--arg-file', '--each'],
  [{ delay: 0 }, '--delay', '--each'],
  [{ joblog: 'x' }, '--joblog', '--each'],
  [{ jobs: { type: 'number', count: 2 } }, '--jobs', '--each and --all'],
  [{ dryRun: true }, '--dry-run', '--each and --all'],
])('%j is refused for one command', (options, typed, ways) => {
  expect(() => assertForOne(options)).toThrow(`${typed} is an option of ${ways}: add that, or leave it out`);
});

test('what was not given is not refused', () => {
  expect(() => assertForOne({ names: undefined, race: false, argFile: [], json: true })).not.toThrow();
});
