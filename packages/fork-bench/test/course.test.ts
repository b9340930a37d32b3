import { Failure } from '@proctools/core';
import { describe, expect, test } from 'vitest';
import { type CoursePlan, type CourseTools, runCourse } from '../src/compare/course.ts';
import type { Subject } from '../src/compare/subject.ts';
import type { Reading } from '../src/measure/way.ts';

const subject = (name: string, shell?: readonly string[]): Subject => ({
  name,
  command: name,
  parameters: {},
  words: [name],
  shell,
  node: undefined,
  hooks: { setup: undefined, prepare: undefined, conclude: undefined, cleanup: undefined },
});

const reading = (wallMs: number, more: Partial<Reading> = {}): Reading => ({
  wallMs,
  cpuMs: wallMs / 2,
  userMs: wallMs / 4,
  systemMs: wallMs / 4,
  maxRssBytes: 1_000,
  exitCode: 0,
  signal: undefined,
  isTimedOut: false,
  ...more,
});

const quiet = { foreignShare: 0, stealShare: 0, throttledMs: 0, pressureShare: 0 };

const plan = (subjects: readonly Subject[], more: Partial<CoursePlan['schedule']> = {}): CoursePlan => ({
  subjects,
  ignoredCodes: [],
  schedule: { warmup: 1, rounds: { type: 'exact', count: 3 }, level: 0.95, seed: 7, ...more },
});

/** Runs nothing: time is what the readings say. */
const fake = (read: (name: string, count: number) => Reading, isDisturbed: (run: number) => boolean = () => false) => {
  const log: string[] = [];
  const counts = new Map<string, number>();
  const controller = new AbortController();
  let now = 0;
  const run = (name: string, offset: number): Promise<Reading> => {
    log.push(`${name}@${offset}`);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const found = read(name, count);
    now += found.wallMs;
    return Promise.resolve(found);
  };
  const tools: CourseTools = {
    executor: {
      setUp: async () => {},
      run: ({ name }, offset) => run(name, offset),
      runEmptyShell: ({ shell }, offset) => run(`${shell?.join(' ')}`, offset),
      cleanUp: async () => {},
    },
    watch: {
      begin: async (signal) => signal.throwIfAborted(),
      end: () => ({ contention: quiet, isDisturbed: isDisturbed(log.length) }),
      close: () => {},
    },
    now: () => now,
    signal: controller.signal,
    tell: () => {},
  };
  return { log, tools, controller };
};

describe('a course', () => {
  test('runs every command once in a round, with the same offset, and the warm-up does not count', async () => {
    const { log, tools } = fake((name) => reading(name === 'a' ? 10 : 20));
    const { end, samples } = await runCourse(plan([subject('a'), subject('b')]), tools);
    expect(end).toEqual({ type: 'done', cause: 'all-run' });
    expect(samples.map((column) => column.map(({ wallMs }) => wallMs))).toEqual([
      [10, 10, 10],
      [20, 20, 20],
    ]);
    const rounds = [0, 2, 4, 6].map((first) => log.slice(first, first + 2).map((run) => run.split('@')));
    for (const round of rounds) {
      expect(round.map(([name]) => name).toSorted()).toEqual(['a', 'b']);
      expect(round[0]?.[1]).toBe(round[1]?.[1]);
    }
    expect(new Set(rounds.map(([first]) => first?.[1])).size).toBe(4);
  });

  test('the same seed gives the same order, another one another', async () => {
    const orderWith = async (seed: number) => {
      const { log, tools } = fake(() => reading(1));
      await runCourse(plan([subject('a'), subject('b'), subject('c')], { seed }), tools);
      return log.join();
    };
    expect(await orderWith(1)).toBe(await orderWith(1));
    expect(await orderWith(1)).not.toBe(await orderWith(2));
  });

  test('the start of a shell is measured in each round, and taken off', async () => {
    const { log, tools } = fake((name) => reading(name === 'sh' ? 4 : 10));
    const { samples, starts } = await runCourse(plan([subject('a', ['sh']), subject('b')]), tools);
    expect(log.filter((run) => run.startsWith('sh@')).length).toBe(4);
    expect(starts.map((column) => column.length)).toEqual([4, 0]);
    expect(samples[0]?.[0]).toMatchObject({ wallMs: 6, cpuMs: 3, userMs: 1.5, systemMs: 1.5 });
    expect(samples[1]?.[0]).toMatchObject({ wallMs: 10, cpuMs: 5 });
  });

  test('a command that takes no longer than its shell is not below nothing', async () => {
    const { tools } = fake((name) => reading(name === 'sh' ? 4 : 3));
    const { samples } = await runCourse(plan([subject('a', ['sh'])]), tools);
    expect(samples[0]?.every(({ wallMs, cpuMs }) => wallMs > 0 && (cpuMs ?? 0) > 0)).toBe(true);
  });

  test.each([
    ['exit code', { exitCode: 3 }],
    ['time', { isTimedOut: true, signal: 'SIGTERM' }],
    ['program', { notStarted: 'ENOENT', exitCode: 127 }],
  ])('a run that fails by its %s ends it, and what was measured until then is kept', async (_, more) => {
    const { tools } = fake((name, count) => reading(5, name === 'b' && count === 4 ? more : {}));
    const { end, samples } = await runCourse(plan([subject('a'), subject('b')]), tools);
    expect(end).toMatchObject({ type: 'run-failed', subject: { name: 'b' }, reading: more });
    expect(samples.map((column) => column.length)).toEqual([2, 2]);
  });

  test('with --ignore-failure it goes on, but not when the time was over', async () => {
    const failing = fake(() => reading(5, { exitCode: 3 }));
    const all = { ...plan([subject('a')]), ignoredCodes: 'all' } as const;
    expect((await runCourse(all, failing.tools)).samples[0]?.map(({ exitCode }) => exitCode)).toEqual([3, 3, 3]);
    const listed = fake(() => reading(5, { exitCode: 3 }));
    expect((await runCourse({ ...all, ignoredCodes: [1, 2] }, listed.tools)).end.type).toBe('run-failed');
    const late = fake(() => reading(5, { isTimedOut: true }));
    expect((await runCourse(all, late.tools)).end.type).toBe('run-failed');
  });

  test('a hook that fails ends it', async () => {
    const { tools } = fake(() => reading(5));
    const run = async () => {
      throw new Failure(1, '--prepare failed');
    };
    const { end } = await runCourse(plan([subject('a')]), { ...tools, executor: { ...tools.executor, run } });
    expect(end).toMatchObject({ type: 'failed', error: { message: '--prepare failed' } });
  });

  test('what is stopped keeps its whole rounds', async () => {
    const { controller, tools } = fake((name, count) => {
      if (name === 'a' && count === 2) controller.abort();
      return reading(5);
    });
    const { end, samples } = await runCourse(plan([subject('a'), subject('b')], { warmup: 0 }), tools);
    expect(end).toEqual({ type: 'stopped' });
    expect(samples[0]?.length).toBe(samples[1]?.length);
    expect(samples[0]?.length).toBeGreaterThanOrEqual(1);
  });

  test('a round that was disturbed is run again, and only its last runs count', async () => {
    const { log, tools } = fake(
      (_, count) => reading(count),
      (run) => run === 3,
    );
    const { samples } = await runCourse(plan([subject('a')], { warmup: 0 }), tools);
    expect(log.length).toBe(4);
    expect(samples[0]?.map(({ wallMs }) => wallMs)).toEqual([1, 2, 4]);
  });

  test('it goes on until the interval is narrow, or the time is over, whatever the difference', async () => {
    const rounds = { type: 'until-precise', least: 10, most: 500, precision: 0.01, maxTimeMs: 10_000 } as const;
    const steady = fake((name, count) => reading((name === 'a' ? 10 : 30) * (1 + (count % 3) / 1_000)));
    const narrow = await runCourse(plan([subject('a'), subject('b')], { rounds }), steady.tools);
    expect(narrow.end).toEqual({ type: 'done', cause: 'precise' });
    expect(narrow.samples[0]?.length).toBe(10);
    const wild = fake((name, count) => reading(name === 'a' ? 10 : 30 * (1 + ((count * 7) % 11))));
    const late = await runCourse(plan([subject('a'), subject('b')], { rounds }), wild.tools);
    expect(late.end).toEqual({ type: 'done', cause: 'time-over' });
  });
});
