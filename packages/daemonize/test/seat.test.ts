import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY, nextSeat, SERVED, type SeatAction, type SeatEvent, type SeatState } from '../src/crew/seat.ts';
import type { Supervision } from '../src/settings.ts';
import { HEALTHY_MS, NO_HISTORY } from '../src/supervisor/patience.ts';

const POLICY: Supervision = {
  restart: 'always',
  backoff: { shortestMs: 100, longestMs: 30_000 },
  maxRestarts: null,
  ...{ health: null, maxMemory: null, maxRuntimeMs: null, watch: [] },
};

const history = NO_HISTORY;
const STATES: Readonly<Record<string, SeatState>> = {
  starting: { name: 'starting', history },
  up: SERVED,
  replacing: { name: 'replacing', history },
  waiting: { name: 'waiting', history: { row: 3, restarts: [] } },
  gone: EMPTY,
};

const chance = { atMs: 5_000, random: 0 };
const service = { uptimeMs: 20, isAlone: false, ...chance };
const EVENTS: readonly SeatEvent[] = [
  { type: 'up' },
  { type: 'refused', ...chance },
  { type: 'down', how: { exited: 1 }, ...service },
  { type: 'leaving', ...service },
  { type: 'unfit' },
  { type: 'time' },
  { type: 'dismiss' },
];

/** The state after each event in the order above, and what is done; a dot where nothing changes. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  starting: ['up', 'starting: start', '.', '.', '.', '.', 'gone: cancel'],
  up: ['.', '.', 'starting: start', 'starting: release, start', 'replacing: start', '.', 'gone: drain'],
  replacing: ['up: drain', 'up', 'starting', 'starting: release', '.', '.', 'gone: cancel, drain'],
  waiting: ['.', '.', '.', '.', 'starting: start', 'starting: start', 'gone'],
  gone: ['.', '.', '.', '.', 'starting: start', '.', '.'],
};

const wordsOf = (action: SeatAction): string => (action.do === 'pause' ? `pause ${action.ms}` : action.do);

const told = (before: SeatState, event: SeatEvent): string => {
  const { actions, state } = nextSeat(before, event, POLICY);
  if (state === before) return actions.length === 0 ? '.' : 'the same state, but actions';
  return [state.name, actions.map(wordsOf).join(', ')].filter(Boolean).join(': ');
};

test.each(Object.entries(TABLE))('%s', (name, line) => {
  const state = STATES[name];
  if (!state) throw new Error(name);
  expect(EVENTS.map((event) => told(state, event))).toEqual(line);
});

describe('a storm of crashes', () => {
  const after = (row: number, event: Partial<typeof service>, type: 'down' | 'leaving' = 'down') => {
    const state: SeatState = { name: 'up', history: { row, restarts: [] } };
    const one = { type, how: { exited: 1 }, ...service, ...event } as SeatEvent;
    return nextSeat(state, one, POLICY).actions.map(wordsOf).join(', ');
  };

  test('is held back, place by place', () => {
    expect([0, 1, 2, 3].map((row) => after(row, {}))).toEqual(['start', 'pause 100', 'pause 200', 'pause 400']);
    expect(after(3, { uptimeMs: HEALTHY_MS })).toBe('start');
  });

  test('has nobody missed for longer than he was there, where nobody else serves', () => {
    expect(after(9, { isAlone: true, uptimeMs: 20 })).toBe('pause 20');
    expect(after(1, { isAlone: true, uptimeMs: 5_000 })).toBe('pause 100');
    expect(after(9, { isAlone: false, uptimeMs: 20 })).toBe('pause 25600');
  });

  test('of those who ask to be replaced is held back as well', () => {
    expect([0, 1, 2].map((row) => after(row, {}, 'leaving'))).toEqual([
      'release, start',
      'release, pause 100',
      'release, pause 200',
    ]);
  });

  test('that is one too many leaves the place empty', () => {
    const policy = { ...POLICY, maxRestarts: { count: 0, withinMs: 1_000 } };
    const { state } = nextSeat(SERVED, { type: 'down', how: { exited: 1 }, ...service }, policy);
    expect(state).toMatchObject({ name: 'gone', why: 'failed' });
    expect(nextSeat(state, { type: 'unfit' }, policy).actions).toEqual([{ do: 'start' }]);
  });
});

test('what ends by itself and is not to be started again leaves the place empty', () => {
  const event: SeatEvent = { type: 'down', how: { exited: 0 }, ...service };
  const { actions, state } = nextSeat(SERVED, event, { ...POLICY, restart: 'on-failure' });
  expect({ actions, state }).toMatchObject({ actions: [], state: { name: 'gone', why: 'exited' } });
});

/** What the world may answer to what was done last. */
const possible: Readonly<Record<SeatState['name'], readonly SeatEvent['type'][]>> = {
  starting: ['up', 'refused', 'unfit', 'dismiss'],
  up: ['down', 'leaving', 'unfit', 'dismiss'],
  replacing: ['up', 'refused', 'down', 'leaving', 'unfit', 'dismiss'],
  waiting: ['time', 'unfit', 'dismiss'],
  gone: ['unfit', 'dismiss'],
};

test('whatever happens: at most one serves and one is started, and nobody who was replaced is forgotten', () => {
  const step = fc.record({
    choice: fc.nat(),
    uptimeMs: fc.constantFrom(5, 500, HEALTHY_MS * 2),
    isAlone: fc.boolean(),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let state: SeatState = EMPTY;
      let [serves, isStarted] = [false, false];
      for (const { choice, ...rest } of steps) {
        const types = possible[state.name];
        const type = types[choice % types.length] ?? 'unfit';
        const hadServed = serves;
        if (type === 'down') serves = false;
        if (type === 'up' || type === 'refused') isStarted = false;
        const next = nextSeat(state, { type, how: { exited: 1 }, atMs: 0, ...rest } as SeatEvent, POLICY);
        if (type === 'up') serves = true;
        for (const action of next.actions) {
          if (action.do === 'start') {
            expect(isStarted, 'one at a time is started').toBe(false);
            isStarted = true;
          }
          if (action.do === 'cancel') {
            expect(isStarted, 'what is not being started is not cancelled').toBe(true);
            isStarted = false;
          }
          if (action.do === 'drain' || action.do === 'release') {
            expect(hadServed, 'only one who serves is asked to go').toBe(true);
            serves = type === 'up';
          }
          if (action.do === 'pause') expect(serves || isStarted, 'a pause is for an empty place').toBe(false);
        }
        state = next.state;
        const expected = { starting: [false, true], up: [true, false], replacing: [true, true] } as const;
        expect([serves, isStarted]).toEqual(
          state.name === 'waiting' || state.name === 'gone' ? [false, false] : expected[state.name],
        );
      }
    }),
  );
});
