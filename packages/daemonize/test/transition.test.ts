import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Supervision } from '../src/settings.ts';
import { HEALTHY_MS } from '../src/supervisor/patience.ts';
import {
  type Action,
  type Event,
  type Farewell,
  INITIAL,
  type State,
  transition,
} from '../src/supervisor/transition.ts';

const POLICY: Supervision = {
  restart: 'always',
  backoff: { shortestMs: 100, longestMs: 30_000 },
  maxRestarts: null,
  ...{ health: null, maxMemory: null, maxRuntimeMs: null, watch: [] },
};

const history = { row: 0, restarts: [] };
const STATES: Readonly<Record<string, State>> = {
  starting: INITIAL,
  'starting, the last time': { ...INITIAL, name: 'starting', isLast: true },
  up: { name: 'up', history },
  ending: { name: 'ending', cause: 'asked', isLast: false, history },
  'ending for good': { name: 'ending', cause: 'asked', isLast: true, history },
  waiting: { name: 'waiting', history: { row: 3, restarts: [] } },
  gone: { name: 'gone', why: 'stopped', history },
};

const chance = { atMs: 5_000, random: 0 };
const EVENTS: readonly Event[] = [
  { type: 'up' },
  { type: 'refused', ...chance },
  { type: 'down', how: { exited: 1 }, uptimeMs: 20, ...chance },
  { type: 'unfit', cause: 'asked' },
  { type: 'ended', uptimeMs: 20, ...chance },
  { type: 'time' },
  { type: 'stop' },
  { type: 'taken-over' },
];

/** The state after each event in the order above, and what is done; a dot where nothing changes. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  starting: ['up', 'starting: start', '.', '.', '.', '.', 'starting, the last time', 'gone: leave released'],
  'starting, the last time': [
    'ending for good: end stop',
    'gone: leave stopped',
    '.',
    '.',
    '.',
    '.',
    '.',
    'gone: leave released',
  ],
  up: ['.', '.', 'starting: start', 'ending: end asked', '.', '.', 'ending for good: end stop', 'gone: leave released'],
  ending: ['.', '.', '.', '.', 'starting: start', '.', 'ending for good', 'gone: leave released'],
  'ending for good': ['.', '.', '.', '.', 'gone: leave stopped', '.', '.', 'gone: leave released'],
  waiting: ['.', '.', '.', 'starting: start', '.', 'starting: start', 'gone: leave stopped', 'gone: leave released'],
  gone: ['.', '.', '.', '.', '.', '.', '.', '.'],
};

const nameOf = (state: State): string => {
  if (state.name === 'starting') return state.isLast ? 'starting, the last time' : 'starting';
  return state.name === 'ending' && state.isLast ? 'ending for good' : state.name;
};

const wordsOf = (action: Action): string => {
  if (action.do === 'pause') return `pause ${action.ms}`;
  if (action.do === 'end') return `end ${action.cause}`;
  return action.do === 'leave' ? `leave ${action.why}` : action.do;
};

const told = (before: State, event: Event): string => {
  const { actions, state } = transition(before, event, POLICY);
  if (state === before) return actions.length === 0 ? '.' : 'the same state, but actions';
  if (nameOf(state) === nameOf(before) && actions.length === 0) return '.';
  return [nameOf(state), actions.map(wordsOf).join(', ')].filter(Boolean).join(': ');
};

test.each(Object.entries(TABLE))('%s', (name, line) => {
  const state = STATES[name];
  if (!state) throw new Error(name);
  expect(EVENTS.map((event) => told(state, event))).toEqual(line);
});

/** What it does after that many ends in a row, each of which comes at once. */
const pauses = (
  policy: Partial<Supervision>,
  ends: readonly { readonly uptimeMs: number; readonly random?: number }[],
) => {
  let state: State = { name: 'up', history };
  let atMs = 0;
  return ends.map(({ random = 0, uptimeMs }) => {
    atMs += uptimeMs;
    const next = transition(
      state,
      { type: 'down', how: { exited: 1 }, uptimeMs, atMs, random },
      { ...POLICY, ...policy },
    );
    state = { name: 'up', history: next.state.history };
    return next.actions.map(wordsOf).join(', ');
  });
};

describe('pauses', () => {
  const short = { uptimeMs: 10 };

  test('the first restart comes at once, and each further one in a row after twice the time, up to the longest', () => {
    expect(
      pauses(
        { backoff: { shortestMs: 100, longestMs: 700 } },
        Array.from({ length: 7 }, () => short),
      ),
    ).toEqual(['start', ...['pause 100', 'pause 200', 'pause 400', 'pause 700', 'pause 700', 'pause 700']]);
  });

  test('without a pause every restart comes at once, however long the row', () => {
    const backoff = { shortestMs: 0, longestMs: 0 };
    const row = Array.from({ length: 2000 }, () => short);
    expect(new Set(pauses({ backoff }, row))).toEqual(new Set(['start']));
  });

  test('a random half of each is left out', () => {
    expect(pauses({}, [short, { ...short, random: 1 }, { ...short, random: 0.5 }])).toEqual([
      'start',
      'pause 50',
      'pause 150',
    ]);
  });

  test('after a healthy run it begins anew', () => {
    const ends = [short, short, { uptimeMs: HEALTHY_MS - 1 }, { uptimeMs: HEALTHY_MS }, short];
    expect(pauses({}, ends)).toEqual(['start', 'pause 100', 'pause 200', 'start', 'pause 100']);
  });

  test('no restart after the last that is allowed within the time', () => {
    const within = { count: 2, withinMs: 1_000 };
    expect(pauses({ maxRestarts: within }, [short, short, short])).toEqual(['start', 'pause 100', 'leave failed']);
    const slow = { uptimeMs: 600 };
    expect(pauses({ maxRestarts: within }, [slow, slow, slow, slow])).not.toContain('leave failed');
    expect(pauses({ maxRestarts: { count: 0, withinMs: 1_000 } }, [short])).toEqual(['leave failed']);
  });
});

test.each([{ exited: 0 }, { exited: 1 }, { killed: 'SIGKILL' }, undefined])(
  'never: after %j, which it came to by itself, it is left alone; what is unfit is started again',
  (how) => {
    const policy = { ...POLICY, restart: 'never' } as const;
    const down = transition({ name: 'up', history }, { type: 'down', how, uptimeMs: 1, ...chance }, policy);
    expect(down.actions.map(wordsOf)).toEqual(['leave exited']);
    const { state } = transition({ name: 'up', history }, { type: 'unfit', cause: 'memory' }, policy);
    const ended = transition(state, { type: 'ended', uptimeMs: 1, ...chance }, policy);
    expect(ended.actions.map(wordsOf)).toEqual(['start']);
  },
);

test.each<[Extract<Event, { type: 'down' }>['how'], boolean]>([
  [{ exited: 0 }, false],
  [{ exited: 1 }, true],
  [{ killed: 'SIGKILL' }, true],
  [{ killed: 'SIGSEGV' }, true],
  [{ killed: 'SIGTERM' }, false],
  [{ killed: 'SIGINT' }, false],
  [{ killed: 'SIGHUP' }, false],
  [{ killed: 'SIGPIPE' }, false],
  [undefined, true],
])('on-failure: after %j it is started again: %s', (how, isFailure) => {
  const event = { type: 'down', how, uptimeMs: 1, ...chance } as const;
  const { actions } = transition({ name: 'up', history }, event, { ...POLICY, restart: 'on-failure' });
  expect(actions.map(wordsOf)).toEqual([isFailure ? 'start' : 'leave exited']);
});

/** What the world may answer to what was done last. */
const possible: Readonly<Record<State['name'], readonly Event['type'][]>> = {
  starting: ['up', 'refused', 'stop', 'taken-over'],
  up: ['down', 'unfit', 'stop', 'taken-over'],
  ending: ['ended', 'down', 'unfit', 'stop', 'taken-over'],
  waiting: ['time', 'unfit', 'stop', 'taken-over'],
  gone: ['up', 'refused', 'down', 'unfit', 'ended', 'time', 'stop', 'taken-over'],
};

test('whatever happens: never two commands, never a forgotten one, and an end is the end', () => {
  const step = fc.record({
    choice: fc.nat(),
    uptimeMs: fc.oneof(fc.constant(5), fc.constant(HEALTHY_MS * 2)),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.oneof(fc.constant({ exited: 0 }), fc.constant({ killed: 'SIGKILL' }), fc.constant(undefined)),
  });
  const policy = fc.record<Supervision>({
    restart: fc.constantFrom('always', 'on-failure', 'never'),
    backoff: fc.constantFrom({ shortestMs: 0, longestMs: 0 }, { shortestMs: 100, longestMs: 1_000 }),
    maxRestarts: fc.constantFrom(null, { count: 3, withinMs: 1_000 }),
    ...{
      health: fc.constant(null),
      maxMemory: fc.constant(null),
      maxRuntimeMs: fc.constant(null),
      watch: fc.constant([]),
    },
  });
  fc.assert(
    fc.property(policy, fc.array(step, { maxLength: 60 }), (supervision, steps) => {
      let state: State = INITIAL;
      let isThere = true; // somebody was asked to start it
      let isAsked = false; // to end
      let isPausing = false;
      let farewell: Farewell | undefined;
      let [wantsToEnd, atMs] = [false, 0];
      for (const { choice, how, random, uptimeMs } of steps) {
        const types = possible[state.name];
        const type = types[choice % types.length] ?? 'stop';
        atMs += uptimeMs;
        const next = transition(state, { type, cause: 'asked', how, uptimeMs, atMs, random } as Event, supervision);
        if (type === 'stop') wantsToEnd = true;
        if (state.name !== 'gone' && ['refused', 'ended', 'down'].includes(type) && state.name !== 'ending')
          isThere = false;
        if (state.name === 'ending' && type === 'ended') isThere = isAsked = false;
        if (state.name === 'waiting' && next.state.name !== 'waiting') isPausing = false;
        for (const action of next.actions) {
          expect(farewell, 'nothing is done after the farewell').toBeUndefined();
          if (action.do === 'start') {
            expect(isThere || isPausing, 'it is not started twice').toBe(false);
            expect(wantsToEnd, 'it is not started again after a stop').toBe(false);
            isThere = true;
          } else if (action.do === 'pause') {
            expect(isThere || isPausing, 'a pause is for what does not run').toBe(false);
            expect(action.ms).toBeGreaterThan(0);
            expect(action.ms).toBeLessThanOrEqual(supervision.backoff.longestMs);
            isPausing = true;
          } else if (action.do === 'end') {
            expect(isThere && !isAsked, 'what runs is asked once').toBe(true);
            isAsked = true;
          } else {
            if (action.why !== 'released') expect(isThere, 'nothing is left behind').toBe(false);
            farewell = action.why;
          }
        }
        expect(next.state.name === 'gone').toBe(farewell !== undefined);
        expect(next.state.name === 'waiting').toBe(isPausing);
        state = next.state;
      }
    }),
  );
});
