import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { offsetSince, timeOfLine } from '../src/logs/since.ts';
import type { DaemonEvent } from '../src/store/journal.ts';

const NOON = Date.UTC(2026, 0, 2, 12, 0, 0);

test.each([
  ['2026-01-02T12:00:00Z started', NOON],
  ['2026-01-02T12:00:00.250Z', NOON + 250],
  ['[2026-01-02T14:00:00.000+02:00] x', NOON],
  ['[2026-01-02 14:00:00+0200] x', NOON],
  ['2026-01-02 12:00:00,123Z INFO', NOON + 123],
  ['2026-01-02T12:00:00.123456789Z', NOON + 123],
  ['"2026-01-02T12:00:00Z"', NOON],
  [`{"level":30,"time":${NOON},"msg":"x"}`, NOON],
  [`{"time":"2026-01-02T12:00:00.000Z"}`, NOON],
  [`{"@timestamp":"2026-01-02T12:00:00Z"}`, NOON],
  [`{"ts":${NOON / 1000}.5}`, NOON + 500],
  [`{"timestamp": "2026-01-02T12:00:00Z"}`, NOON],
])('the time of %s', (line, time) => {
  expect(timeOfLine(line)).toBe(time);
});

test.each([
  ...['', 'no time', 'at 2026-01-02T12:00:00Z', '2026-13-45T99:99:99Z', '{"time":12}', '{"msg":"x"}', '12:00:00 x'],
  ...['{"time":"yesterday"}', '{"time":null}', '2026-01-02'],
])('%j tells no time', (line) => {
  expect(timeOfLine(line)).toBeNaN();
});

const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();
const started = (minutes: number, stdout: number): DaemonEvent => ({
  ...{ type: 'started', time: at(minutes), pid: 1, command: ['x'], logOffsets: { stdout, stderr: 0 } },
});
const stopped = (minutes: number): DaemonEvent => ({
  ...{ type: 'stopped', time: at(minutes), signal: 'SIGTERM', killed: false, processes: 1, uptimeMs: 1 },
});

const FIRST = 'first\n';
const SECOND = 'second\n';

/** Two runs: from 0 to 10, and from 60 on. */
const events = [started(0, 0), stopped(10), started(60, FIRST.length)];

test.each([
  ['before the first run', -5, events, 0, true],
  ['in the first run', 5, events, 0, false],
  ['between the runs', 30, events, FIRST.length, true],
  ['in the second run', 70, events, FIRST.length, false],
  ['after a run that stopped, but the file was written to', 30, events.slice(0, 2), 0, false],
  ['without a journal', 30, [], 0, false],
] as const)('lines without a time, since a moment %s', (_, minutes, journal, from, exact) => {
  const file = path.join(directory(), 'out.log');
  writeFileSync(file, FIRST + SECOND);
  utimesSync(file, new Date(at(80)), new Date(at(80)));
  expect(offsetSince({ file, ledger: null }, 'stdout', Date.parse(at(minutes)), journal)).toEqual({ from, exact });
});

test('a file that was not written to since has nothing to show, nor has one that is not there', () => {
  const file = path.join(directory(), 'out.log');
  expect(offsetSince({ file, ledger: null }, 'stdout', NOON, events)).toEqual({ from: 0, exact: true });
  writeFileSync(file, FIRST);
  utimesSync(file, new Date(at(10)), new Date(at(10)));
  expect(offsetSince({ file, ledger: null }, 'stdout', Date.parse(at(11)), events)).toEqual({
    from: FIRST.length,
    exact: true,
  });
});

test('lines without a time belong to the line before them; bytes are counted, not letters', () => {
  const file = path.join(directory(), 'out.log');
  const old = `${at(1)} größe 漢字\n  at x\n`;
  writeFileSync(file, `${old}${at(5)} new\n  at y\n`);
  utimesSync(file, new Date(at(9)), new Date(at(9)));
  expect(offsetSince({ file, ledger: null }, 'stdout', Date.parse(at(3)), events)).toEqual({
    from: Buffer.byteLength(old),
    exact: true,
  });
});

test('a log that was cut short after the run began is shown from where it ends', () => {
  const file = path.join(directory(), 'out.log');
  writeFileSync(file, 'x\n');
  utimesSync(file, new Date(at(80)), new Date(at(80)));
  expect(offsetSince({ file, ledger: null }, 'stdout', Date.parse(at(30)), [started(60, 999)])).toMatchObject({
    from: 2,
  });
});
