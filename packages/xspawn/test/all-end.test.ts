import { expect, test } from 'vitest';
import type { AllPlan, Task } from '../src/all/plan-all.ts';
import { type AllEvent, jsonAll, reportAll } from '../src/all/report-all.ts';
import { isFailed, type Move, nextMove, type Outcome, verdictOnAll } from '../src/all/verdict-all.ts';
import type { Attempt } from '../src/one/attempt.ts';
import { haltValue } from '../src/options.ts';

const taskOf = (name: string): Task => ({ index: 0, name, command: [name], isScript: false });

const attemptOf = (end: Partial<Attempt>): Attempt => ({
  ending: { exited: 0 },
  stopped: undefined,
  insisted: false,
  pid: 7,
  startedAt: 0,
  durationMs: 1_500,
  ...end,
});

const outcome = (name: string, end: Partial<Attempt>, isCutShort = false): Outcome => ({
  task: taskOf(name),
  last: attemptOf(end),
  tries: 1,
  isCutShort,
});

/** The ends of commands, by a letter each. */
const ENDS: Readonly<Record<string, Outcome>> = {
  ok: outcome('ok', {}),
  three: outcome('three', { ending: { exited: 3 } }),
  four: outcome('four', { ending: { exited: 4 } }),
  killed: outcome('killed', { ending: { killed: 'SIGTERM' } }),
  late: outcome('late', { stopped: 'timeout', ending: { killed: 'SIGTERM' } }),
  deaf: outcome('deaf', { stopped: 'timeout', insisted: true, ending: { killed: 'SIGKILL' } }),
  much: outcome('much', { stopped: 'output', ending: { killed: 'SIGTERM' } }),
  absent: outcome('absent', { ending: { notStarted: 'absent: command not found', code: 127 } }),
  cut: outcome('cut', { ending: { killed: 'SIGTERM' } }, true),
  done: outcome('done', {}, true),
};

const ends = (names: string): readonly Outcome[] =>
  names
    .split(' ')
    .filter(Boolean)
    .map((name) => ENDS[name] as Outcome);

test.each([
  ['ok', false],
  ['three', true],
  ['killed', true],
  ['late', true],
  ['absent', true],
  ['cut', false],
  ['done', false],
])('%s has failed by itself: %s', (name, expected) => {
  expect(isFailed(ENDS[name] as Outcome)).toBe(expected);
});

test.each<[halt: string | undefined, of: number, names: string, Move]>([
  [undefined, 2, 'three four', 'go-on'],
  ['now', 3, 'ok', 'go-on'],
  ['now', 3, 'ok three', 'end-all'],
  ['soon', 3, 'three', 'start-no-more'],
  ['soon', 3, 'cut', 'go-on'],
  ['now,fail=2', 3, 'three ok', 'go-on'],
  ['now,fail=2', 3, 'three ok killed', 'end-all'],
  ['soon,fail=50%', 4, 'three', 'go-on'],
  ['soon,fail=50%', 4, 'three ok late', 'start-no-more'],
  ['soon,fail=1%', 4, 'ok', 'go-on'],
  ['now,fail=100%', 2, 'three four', 'end-all'],
])('with --halt %s of %i commands, after %s: %4$s', (halt, length, names, move) => {
  const rules = { halt: halt === undefined ? undefined : haltValue.read(halt), isRace: false, tasks: { length } };
  expect(nextMove(ends(names), rules)).toBe(move);
});

test.each<[names: string, Move]>([
  ['three', 'go-on'],
  ['three ok', 'end-all'],
  ['done', 'go-on'],
])('in a race, after %s: %s', (names, move) => {
  expect(nextMove(ends(names), { halt: undefined, isRace: true, tasks: { length: 3 } })).toBe(move);
});

test.each([
  ['', false, 0],
  ['ok ok', false, 0],
  ['ok three four', false, 3],
  ['four three', false, 4],
  ['killed three', false, 143],
  ['late', false, 124],
  ['deaf', false, 137],
  ['much', false, 125],
  ['absent three', false, 127],
  ['cut three', false, 3],
  ['cut', false, 0],
  ['three ok cut', true, 0],
  ['three four', true, 3],
])('%j (a race: %s) come to %i', (names, isRace, code) => {
  expect(verdictOnAll(ends(names), undefined, { isRace, raise: true })).toEqual({ code });
});

test('whoever is asked to end by a signal ends by it', () => {
  expect(verdictOnAll(ends('ok three'), 'SIGINT', { isRace: false, raise: true })).toEqual({ signal: 'SIGINT' });
  expect(verdictOnAll(ends('ok three'), 'SIGINT', { isRace: false, raise: false })).toEqual({ code: 130 });
});

const planOf = (count: number, more: Partial<AllPlan> = {}): AllPlan =>
  ({
    tasks: Array.from({ length: count }, () => taskOf('any')),
    isRace: false,
    isRestarting: false,
    retries: { count: 3, delayMs: 1_000, backoff: 1, jitter: false, causes: undefined },
    ...more,
  }) as AllPlan;

const ended = (name: string, move: Move = 'go-on', isLast = false): AllEvent => ({
  type: 'ended',
  outcome: ENDS[name] as Outcome,
  move,
  isLast,
});

const finished = (names: string): AllEvent => ({ type: 'finished', outcomes: ends(names), durationMs: 2_000 });

const again: AllEvent = {
  type: 'again',
  task: taskOf('a'),
  last: attemptOf({ ending: { exited: 1 } }),
  tries: 2,
  delayMs: 1_000,
};

const forEver = { isRestarting: true, retries: { ...planOf(0).retries, count: Number.POSITIVE_INFINITY } };

test.each<[AllEvent, Partial<AllPlan>, string | undefined]>([
  [ended('ok'), {}, undefined],
  [ended('cut'), {}, undefined],
  [ended('three'), {}, 'three: exit code 3 after 1.5s'],
  [ended('three', 'go-on', true), {}, undefined],
  [ended('three', 'end-all', true), {}, 'three: exit code 3 after 1.5s; the others are ended'],
  [ended('killed', 'start-no-more'), {}, 'killed: killed by SIGTERM after 1.5s; nothing more is started'],
  [ended('absent'), {}, 'absent: command not found'],
  [again, {}, 'a: try 2 of 4: exit code 1 after 1.5s; again in 1s'],
  [again, forEver, 'a: exit code 1 after 1.5s; again in 1s'],
  [finished('ok ok ok'), {}, undefined],
  [finished('ok three absent'), {}, '2 of 3 failed: three (exit code 3), absent: command not found; all took 2s'],
  [finished('late cut'), {}, '1 of 3 failed: late (timed out); 1 ended early; 1 not started; all took 2s'],
  [finished('three ok cut'), { isRace: true }, undefined],
  [
    finished('three four'),
    { isRace: true },
    '2 of 3 failed: three (exit code 3), four (exit code 4); 1 not started; all took 2s',
  ],
])('%j is told', (event, plan, words) => {
  expect(reportAll(event, planOf(3, plan), false)).toBe(words && `xspawn: ${words}\n`);
});

test('--verbose tells of every end', () => {
  expect(reportAll(ended('ok'), planOf(2), true)).toBe('xspawn: ok: exit code 0 after 1.5s\n');
  expect(reportAll(finished('ok ok'), planOf(2), true)).toBe('xspawn: none of 2 failed; all took 2s\n');
});

test.each([
  ['ok', { exit: 0, signal: null, stopped: null, code: 0 }],
  ['killed', { exit: null, signal: 'SIGTERM', stopped: null, code: 143 }],
  ['late', { exit: null, signal: 'SIGTERM', stopped: 'timeout', code: 124 }],
  ['cut', { exit: null, signal: 'SIGTERM', stopped: 'halt', code: 143 }],
  ['absent', { exit: null, signal: null, stopped: null, code: 127 }],
])('--json tells how %s ended', (name, expected) => {
  const text = jsonAll(ended(name)) ?? '';
  expect(text).toMatch(/^[^\n]*\n$/);
  expect(JSON.parse(text)).toMatchObject({
    type: 'end',
    name,
    command: [name],
    ...expected,
    durationMs: 1_500,
    tries: 1,
  });
});
