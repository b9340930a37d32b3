import { expect, test } from 'vitest';
import { wantsSupervisor } from '../src/supervisor/early.ts';

test.each<[string, boolean]>([
  ['--restart node server.js', true],
  ['start --restart=on-failure node server.js', true],
  ['--name api -C /srv --settle 0 --watch src -- node server.js', true],
  ['--log-time ./worker', true],
  ['--health http://localhost ./worker', true],
  ['node --watch server.js', false],
  ['start -- node --restart', false],
  ['--name api -- --restart', false],
  ['stop --restart', false],
  ['--foreground --restart node server.js', false],
  ['--restart --dry-run node server.js', false],
  ['--restarts', false],
  ['', false],
])('%j calls a supervisor early: %s', (line, wanted) => {
  expect(wantsSupervisor(line === '' ? [] : line.split(' '))).toBe(wanted);
});
