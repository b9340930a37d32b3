import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, SchedulePlan } from '../../src/compare/action.ts';
import { openSchedule } from '../../src/compare/schedule.ts';
import { isSteady } from '../../src/compare/steady.ts';
import { causeToStop, expectedRounds, leftMs } from '../../src/compare/stopping.ts';
import { openRandom } from '../../src/stats/random.ts';

const PLAN: SchedulePlan = {
  ...{ commands: 2, reference: 0, warmup: 0, level: 0.95, seed: 1 },
  rounds: { type: 'exact', count: 3 },
};

const untilPrecise = (more: object = {}) => ({
  ...{ type: 'until-precise' as const, least: 6, most: 1000, precision: 0, maxTimeMs: 60_000 },
  ...more,
});

type Run = Extract<Action, { type: 'run' }>;

/** Runs a schedule on a clock of its own. `takes` says how long a run lasts; `disturbed` which are disturbed. */
const runAll = (
  plan: Partial<SchedulePlan>,
  takes: (run: Run, index: number) => number = () => 10,
  disturbed: (run: Run, index: number) => boolean = () => false,
) => {
  const schedule = openSchedule({ ...PLAN, ...plan });
  const runs: Run[] = [];
  let nowMs = 1_000_000;
  for (;;) {
    const action = schedule.next(nowMs);
    if (action.type === 'end') return { runs, cause: action.cause, tookMs: nowMs - 1_000_000, schedule, nowMs };
    const wallMs = takes(action, runs.length);
    nowMs += wallMs;
    schedule.record({ wallMs, cpuMs: undefined }, disturbed(action, runs.length));
    runs.push(action);
  }
};

/** `warm-up 0: 1 0` for each round: its number, and the commands in their order. */
const rounds = (runs: readonly Run[], commands = 2): readonly string[] =>
  Array.from({ length: runs.length / commands }, (_, index) => {
    const [first, ...others] = runs.slice(index * commands, (index + 1) * commands);
    return `${first?.phase} ${first?.round}: ${[first, ...others].map((run) => run?.command).join(' ')}`;
  });

const places = (runs: readonly Run[]): readonly string[] => rounds(runs).map((text) => text.replace(/:.*/, ''));

describe('rounds', () => {
  test('first the warm-up, then as many as are wanted, each command once in each', () => {
    const { cause, runs } = runAll({ warmup: 2 });
    expect(places(runs)).toEqual(['warm-up 0', 'warm-up 1', 'measure 0', 'measure 1', 'measure 2']);
    expect(cause).toBe('all-run');
  });

  test('the seed decides about the order', () => {
    expect(rounds(runAll({ seed: 6, rounds: { type: 'exact', count: 6 } }).runs)).toEqual(['measure 0: 1 0']);
    const orders = (seed: number) => rounds(runAll({ seed, rounds: { type: 'exact', count: 20 } }).runs);
    expect(orders(4)).toEqual(orders(4));
    expect(orders(4)).not.toEqual(orders(5));
  });

  test('every round has all commands and one offset; each order comes as often as the others', () => {
    const { runs } = runAll({ commands: 3, rounds: { type: 'exact', count: 600 } });
    const counts = new Map<string, number>();
    const offsets = new Set<number>();
    for (let first = 0; first < runs.length; first += 3) {
      const round = runs.slice(first, first + 3);
      const order = round.map(({ command }) => command);
      counts.set(order.join(''), (counts.get(order.join('')) ?? 0) + 1);
      expect([...order].sort()).toEqual([0, 1, 2]);
      expect(new Set(round.map(({ environmentOffset }) => environmentOffset)).size).toBe(1);
      offsets.add(round[0]?.environmentOffset ?? Number.NaN);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations around 100 of 600.
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(46);
    expect(offsets.size).toBeGreaterThan(400);
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...offsets)).toBeLessThan(4096);
  });

  test('what is asked again before it was recorded is the same; what was not asked cannot be recorded', () => {
    const schedule = openSchedule(PLAN);
    expect(() => schedule.record({ wallMs: 1, cpuMs: 1 })).toThrow('nothing has been run');
    expect(schedule.next(0)).toEqual(schedule.next(5));
    const { nowMs, schedule: ended } = runAll({});
    expect(ended.next(nowMs + 1)).toEqual({ type: 'end', cause: 'all-run' });
    expect(() => ended.record({ wallMs: 1, cpuMs: 1 })).toThrow('nothing has been run');
  });

  test('a disturbed round comes again with its number, three times at most; in the warm-up it does not matter', () => {
    const { runs } = runAll({ warmup: 1 }, undefined, ({ command, round }, index) => {
      return index < 2 || (round === 0 && command === 1 && index < 5) || round === 2;
    });
    expect(places(runs)).toEqual([
      ...['warm-up 0', 'measure 0', 'measure 0', 'measure 1'],
      ...['measure 2', 'measure 2', 'measure 2', 'measure 2'],
    ]);
  });
});

describe('warm-up by itself', () => {
  const auto = { warmup: 'auto' as const, rounds: { type: 'exact' as const, count: 1 } };
  const warmupRounds = (takes: (run: Run) => number, plan: Partial<SchedulePlan> = auto): number =>
    places(runAll({ ...auto, ...plan }, takes).runs).filter((place) => place.startsWith('warm-up')).length;

  test.each<[string, number, (run: Run) => number]>([
    ['a command that is the same from the start', 10, () => 10],
    ['one whose caches fill in 4 rounds', 10, ({ round }) => (round < 4 ? 50 - 10 * round : 10)],
    ['one whose caches fill in 8 rounds', 14, ({ round }) => Math.max(10, 90 - 10 * round)],
    ['one that always gets faster', 30, ({ round }) => 100 - round],
    ['the slower of two decides', 14, ({ command, round }) => (command === 0 ? 5 : Math.max(10, 90 - 10 * round))],
    ['one that takes 300 ms', 9, () => 300],
    ['one that takes a minute', 1, () => 60_000],
  ])('%s: %i rounds', (_, count, takes) => {
    expect(warmupRounds(takes)).toBe(count);
  });

  test('it takes no more than a quarter of the time', () => {
    expect(warmupRounds(() => 50, { rounds: untilPrecise({ maxTimeMs: 1_000 }) })).toBe(3);
  });

  test.each<[boolean, readonly number[]]>([
    [false, [1, 1, 1, 1, 1, 1, 1, 1, 1]],
    [true, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    [true, [9, 1, 3, 1, 2, 3, 2, 2, 9, 9, 1]],
    [false, [5, 5, 5, 5, 6, 4, 4, 4, 6, 6]],
    [false, [5, 5, 5, 5, 6, 7, 7, 7, 6, 6]],
  ])('steady: %s after %j', (steady, times) => {
    expect(isSteady(times)).toBe(steady);
  });
});

describe('the end', () => {
  /** The second command takes 5 % longer, and both scatter by 4 %. */
  const scatter = (seed = 1): ((run: Run) => number) => {
    const random = openRandom(seed);
    return ({ command }) => 100 * (1 + 0.05 * command) * Math.exp(0.04 * random.normal());
  };

  const uneven = scatter(2);

  test('it is precise enough', () => {
    const { cause, runs, schedule, nowMs } = runAll({ rounds: untilPrecise({ precision: 0.05 }) }, scatter());
    expect(cause).toBe('precise');
    expect(schedule.progress(nowMs).halfWidth).toBeLessThanOrEqual(0.05);
    const finer = runAll({ rounds: untilPrecise({ precision: 0.01 }) }, scatter());
    expect(finer.cause).toBe('precise');
    expect(finer.runs.length).toBeGreaterThan(runs.length);
  });

  test('it never ends because a difference shows', () => {
    const { cause, runs } = runAll({ rounds: untilPrecise({ most: 50 }) }, ({ command }) => 10 * (1 + command));
    expect([cause, runs.length]).toEqual(['precise', 12]);
    const wide = runAll(
      { rounds: untilPrecise({ most: 50, precision: 0.0001 }) },
      (run) => uneven(run) * (1 + run.command),
    );
    expect([wide.cause, wide.runs.length]).toEqual(['all-run', 100]);
  });

  test('the time is over: the round is ended, and the least rounds are run in any case', () => {
    const late = runAll({ rounds: untilPrecise({ precision: 0, maxTimeMs: 2_500 }) }, scatter());
    expect(late.cause).toBe('time-over');
    expect(late.tookMs).toBeGreaterThanOrEqual(2_500);
    expect(late.tookMs).toBeLessThan(2_800);
    const slow = runAll({ rounds: untilPrecise({ precision: 0, maxTimeMs: 2_500 }) }, (run) => 100 * uneven(run));
    expect([slow.cause, slow.runs.length]).toEqual(['time-over', 12]);
  });

  test('an exact number of rounds knows no time', () => {
    expect(runAll({ rounds: { type: 'exact', count: 4 } }, () => 1e9).runs).toHaveLength(8);
  });

  test('one command alone is run until its median is known', () => {
    const { cause, runs } = runAll({ commands: 1, rounds: untilPrecise({ precision: 0.03 }) }, scatter());
    expect(cause).toBe('precise');
    expect(new Set(runs.map(({ command }) => command))).toEqual(new Set([0]));
  });

  test('with several commands, the one that scatters most decides', () => {
    const plan = { commands: 3, reference: 1, rounds: untilPrecise({ precision: 0.04 }) };
    const calm = runAll(plan, scatter());
    const wild = runAll(plan, (run) => uneven(run) * (run.command === 2 ? 1 + 0.1 * ((run.round * 5) % 11) : 1));
    expect(wild.cause).toBe('precise');
    expect(wild.runs.length).toBeGreaterThan(calm.runs.length);
  });

  const standing = { rounds: 10, halfWidth: 0.02, elapsedMs: 500 };
  test.each([
    [{ type: 'exact', count: 10 }, {}, 'all-run'],
    [{ type: 'exact', count: 11 }, { elapsedMs: 1e9, halfWidth: 0 }, undefined],
    [untilPrecise({ least: 11, precision: 0.05, maxTimeMs: 100 }), {}, undefined],
    [untilPrecise({ precision: 0.02 }), {}, 'precise'],
    [untilPrecise({ precision: 0.0199 }), {}, undefined],
    [untilPrecise({ most: 10 }), {}, 'all-run'],
    [untilPrecise({ maxTimeMs: 500 }), {}, 'time-over'],
    [untilPrecise({ precision: 0.05 }), { halfWidth: Number.POSITIVE_INFINITY }, undefined],
  ] as const)('%j at %j stops because of %s', (plan, more, cause) => {
    expect(causeToStop(plan, { ...standing, ...more })).toBe(cause);
  });
});

describe('progress', () => {
  const standing = { rounds: 10, halfWidth: 0.02, elapsedMs: 500 };
  test.each([
    [{ type: 'exact', count: 25 }, {}, 25, 1_500],
    [untilPrecise({ precision: 0.01 }), {}, 40, 3_000],
    [untilPrecise({ precision: 0.01, most: 30 }), {}, 30, 2_000],
    [untilPrecise({ precision: 0.01, maxTimeMs: 1_500 }), {}, 40, 1_000],
    [untilPrecise({ precision: 0.5, least: 20, maxTimeMs: 600 }), {}, 20, 1_000],
    [untilPrecise({ precision: 0, most: 100 }), {}, 100, 9_000],
    [untilPrecise({ precision: 0.01, maxTimeMs: 1_500 }), { halfWidth: Number.POSITIVE_INFINITY }, undefined, 1_000],
    [untilPrecise({ precision: 0.5 }), {}, 10, 0],
  ] as const)('%j at %j: %s rounds, %s ms left, when one takes 100 ms', (plan, more, expected, left) => {
    const at = { ...standing, ...more };
    expect(expectedRounds(plan, at)).toBe(expected);
    expect(leftMs(plan, at, 100)).toBeCloseTo(left ?? Number.NaN, 6);
  });

  test('it is told in the warm-up and while measuring', () => {
    const schedule = openSchedule({ ...PLAN, warmup: 1, rounds: { type: 'exact', count: 4 } });
    const step = (nowMs: number): void => {
      schedule.next(nowMs);
      schedule.record({ wallMs: 10, cpuMs: 8 });
    };
    const unknown = { halfWidth: undefined, leftMs: undefined };
    expect(schedule.progress(0)).toEqual({ phase: 'warm-up', rounds: 0, expectedRounds: 1, ...unknown });
    for (const nowMs of [0, 10, 20, 30]) step(nowMs);
    expect(schedule.progress(40)).toEqual({
      ...{ phase: 'measure', rounds: 1, expectedRounds: 4, halfWidth: undefined, leftMs: 60 },
    });
  });
});

test('whatever the plan: it ends, no round is skipped, and no command is left out', () => {
  const plans = fc.record({
    commands: fc.integer({ min: 1, max: 4 }),
    reference: fc.constant(0),
    warmup: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant('auto' as const)),
    rounds: fc.oneof(
      fc.record({ type: fc.constant('exact' as const), count: fc.integer({ min: 1, max: 8 }) }),
      fc.record({
        type: fc.constant('until-precise' as const),
        least: fc.integer({ min: 1, max: 8 }),
        most: fc.integer({ min: 8, max: 20 }),
        precision: fc.constantFrom(0, 0.01, 0.5),
        maxTimeMs: fc.integer({ min: 0, max: 2_000 }),
      }),
    ),
    level: fc.constant(0.95),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(plans, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 5, maxLength: 20 }), (plan, times) => {
      const { runs } = runAll(plan, (_, index) => times[index % times.length] ?? 1);
      const measured = runs.filter(({ phase }) => phase === 'measure');
      const last = measured.at(-1)?.round ?? 0;
      const expected = Array.from({ length: last + 1 }, (_, round) => Array(plan.commands).fill(round)).flat();
      expect(measured.map(({ round }) => round)).toEqual(expected);
      const most = plan.rounds.type === 'exact' ? plan.rounds.count : plan.rounds.most;
      expect(last + 1).toBeLessThanOrEqual(most);
      expect(last + 1).toBeGreaterThanOrEqual(plan.rounds.type === 'exact' ? most : plan.rounds.least);
    }),
  );
});
