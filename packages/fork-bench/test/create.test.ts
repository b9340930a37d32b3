import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { concurrencyNotes } from '../src/report/concurrency-notes.ts';
import type { Measurement } from '../src/results.ts';
import { atOnceName, readAtOnce } from '../src/suites/create/at-once.ts';
import { childrenMsIn, cpuWithChildrenMs } from '../src/suites/create/cpu-time.ts';
import { anyEnd, goodEnd, moment } from '../src/suites/create/moments.ts';
import { levelsOf, rateOf } from '../src/suites/create/rate.ts';

/** Ends that come every 10 ms on each of so many ways, spread evenly. */
const steady = (atOnce: number, count: number) =>
  Array.from({ length: count }, (_, index) => ((index + 1) * 10) / atOnce);

test.each([1, 2, 4])('%i at once, each of 10 ms, are so many hundred a second', (atOnce) => {
  expect(rateOf(steady(atOnce, 40), atOnce)).toBeCloseTo(atOnce * 100);
});

test('those that were alone at the end do not count', () => {
  const last = steady(4, 40).at(-1) ?? 0;
  const tail = [...steady(4, 40), last + 50, last + 100, last + 150];
  expect(rateOf(tail, 4)).toBeCloseTo(400);
});

test('as many at once as there are workers, and twice the most', () => {
  expect(levelsOf([1, 2])).toEqual([1, 2, 4]);
  expect(levelsOf([1])).toEqual([1, 2]);
  expect(levelsOf([4, 1, 8])).toEqual([4, 1, 8, 16]);
});

test('the name of a command may hold anything', () => {
  expect(childrenMsIn('7 (a) b (c) S 1 7 7 0 -1 0 0 0 0 0 3 4 50 60 20 0 1 0 9')).toBe(1_100);
});

test.runIf(process.platform === 'linux')('the CPU time of a child that has ended is counted', () => {
  const before = cpuWithChildrenMs() ?? Number.NaN;
  const burn = 'const end = process.cpuUsage(); while (process.cpuUsage(end).user < 100_000);';
  expect(spawnSync(process.execPath, ['-e', burn]).status).toBe(0);
  expect((cpuWithChildrenMs() ?? Number.NaN) - before).toBeGreaterThanOrEqual(90);
});

test('names that say how many at once are read back', () => {
  expect(readAtOnce(atOnceName('fork, twice', 12))).toEqual({ name: 'fork, twice', atOnce: 12 });
  expect(readAtOnce('fork → exit')).toBeUndefined();
});

const rate = (name: string, atOnce: number, p50: number, more: Partial<Measurement> = {}): Measurement => ({
  name: atOnceName(name, atOnce),
  group: 'how many a second',
  unit: '/s',
  better: 'more',
  n: 5,
  p50,
  p90: undefined,
  p99: undefined,
  low: undefined,
  high: undefined,
  values: [],
  note: undefined,
  node: '20.1.0',
  ...more,
});

test('the fewest at once that are nearly as fast as any are recommended', () => {
  expect(concurrencyNotes([rate('fork', 1, 52), rate('fork', 2, 95), rate('fork', 4, 98)])).toEqual([
    'fork: 2 at once are enough here, 95 a second: more bring no more',
  ]);
});

test('where the most are the fastest, more may be faster still', () => {
  expect(concurrencyNotes([rate('fork', 1, 50), rate('fork', 8, 300)])[0]).toMatch(
    /^fork: more at once bring more, up to 8 /,
  );
});

test('nothing is recommended of too few batches, or of one number only', () => {
  expect(concurrencyNotes([rate('fork', 1, 50, { n: 2 }), rate('fork', 2, 90)])).toEqual([]);
});

test('each Node has a recommendation of its own', () => {
  const notes = concurrencyNotes(
    [20, 26].flatMap((major) => [1, 2].map((atOnce) => rate('fork', atOnce, 50, { node: `${major}.1.0` }))),
  );
  expect(notes.map((note) => note.split(':')[0])).toEqual(['Node 20.1.0', 'Node 26.1.0']);
});

test('a child that ends without what was awaited fails the sample, and does not hang it', async () => {
  const child = new EventEmitter();
  const said = moment(child, 'message', child);
  child.emit('close');
  await expect(said).rejects.toThrow('a child ended without "message"');
});

test('an end is good only with code 0', async () => {
  const [good, bad, killed, any] = Array.from({ length: 4 }, () => new EventEmitter()) as [
    EventEmitter,
    EventEmitter,
    EventEmitter,
    EventEmitter,
  ];
  const ends = [goodEnd(good), goodEnd(bad), goodEnd(killed), anyEnd(any)];
  good.emit('exit', 0, null);
  bad.emit('exit', 3, null);
  killed.emit('exit', null, 'SIGSEGV');
  any.emit('exit', null, 'SIGKILL');
  expect(await Promise.allSettled(ends)).toMatchObject([
    { value: expect.any(Number) },
    { reason: { message: 'a child ended badly: exit code 3' } },
    { reason: { message: 'a child ended badly: killed by SIGSEGV' } },
    { value: expect.any(Number) },
  ]);
});

test('one that could not be started fails the sample', async () => {
  const child = new EventEmitter();
  const ends = [moment(child, 'spawn', child), goodEnd(child), anyEnd(child)];
  child.emit('error', new Error('spawn EAGAIN'));
  for (const end of ends) await expect(end).rejects.toThrow('EAGAIN');
});
