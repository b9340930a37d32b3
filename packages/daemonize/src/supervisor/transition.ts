/**
 * What a supervisor does about what happens: state × event → state + actions. It touches nothing, knows no clock and no
 * dice: the moment, and the random share of a pause, come with the event. supervise.ts does the rest.
 *
 * |          | up | refused    | down          | unfit  | ended         | time     | stop   | taken-over |
 * | -------- | -- | ---------- | ------------- | ------ | ------------- | -------- | ------ | ---------- |
 * | starting | up | again      |               |        |               |          | (last) | gone       |
 * | up       |    |            | again or gone | ending |               |          | ending | gone       |
 * | ending   |    |            |               |        | again or gone |          | (last) | gone       |
 * | waiting  |    |            |               | start  |               | starting | gone   | gone       |
 * | gone     |    |            |               |        |               |          |        |            |
 *
 * (last): it goes on, and what comes after it is the end. Whatever is not in the table changes nothing.
 */
import type { Ended } from '@proctools/core';
import type { Supervision } from '../settings.ts';

/** Why a command that runs is to be ended and started again. */
export type Cause = 'asked' | 'health' | 'memory' | 'runtime' | 'watch';

/** Why nobody supervises any more. `released`: somebody else has taken the daemon over. */
export type Farewell = 'exited' | 'failed' | 'stopped' | 'released';

/** What counts for the next pause, and for giving up. */
interface History {
  /** Restarts in a row, none of which was followed by a healthy run. */
  readonly row: number;
  /** When it was started again, as far as that still matters. */
  readonly restarts: readonly number[];
}

type Stage =
  | { readonly name: 'starting'; readonly isLast: boolean }
  | { readonly name: 'up' }
  | { readonly name: 'ending'; readonly cause: Cause; readonly isLast: boolean }
  | { readonly name: 'waiting' }
  | { readonly name: 'gone'; readonly why: Farewell };

export type State = Stage & { readonly history: History };

/** A moment in milliseconds, and a number from 0 to 1 that nobody can foretell. */
interface Chance {
  readonly atMs: number;
  readonly random: number;
}

export type Event =
  /** The command runs, and is ready. */
  | { readonly type: 'up' }
  /** It could not be started, or did not become ready; nothing of it is left. */
  | ({ readonly type: 'refused' } & Chance)
  /** It ended by itself after so long; nothing of it is left. */
  | ({ readonly type: 'down'; readonly how: Ended | undefined; readonly uptimeMs: number } & Chance)
  /** It should be ended gracefully and started again. */
  | { readonly type: 'unfit'; readonly cause: Cause }
  /** What was asked to end has ended, after so long. */
  | ({ readonly type: 'ended'; readonly uptimeMs: number } & Chance)
  /** The pause is over. */
  | { readonly type: 'time' }
  /** We are asked to end it, and to go. */
  | { readonly type: 'stop' }
  /** Somebody else ends it, or has started it anew. */
  | { readonly type: 'taken-over' };

export type Action =
  | { readonly do: 'start' }
  | { readonly do: 'pause'; readonly ms: number }
  | { readonly do: 'end'; readonly cause: Cause | 'stop' }
  | { readonly do: 'leave'; readonly why: Farewell };

export interface Next {
  readonly state: State;
  readonly actions: readonly Action[];
}

/** A run of so long was a healthy one: what comes after it is a new trouble. */
export const HEALTHY_MS = 10_000;

/** A clean death by one of these is nobody's failure: somebody asked it to end. */
const ASKED_TO_END: readonly string[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'];

const isFailure = (how: Ended | undefined): boolean =>
  how === undefined || ('exited' in how ? how.exited !== 0 : !ASKED_TO_END.includes(how.killed));

const isToBeRestarted = (restart: Supervision['restart'], how: Ended | undefined): boolean =>
  restart === 'always' || (restart === 'on-failure' && isFailure(how));

const leave = (history: History, why: Farewell): Next => ({
  state: { name: 'gone', why, history },
  actions: [{ do: 'leave', why }],
});

const begin = (history: History): Next => ({
  state: { name: 'starting', isLast: false, history },
  actions: [{ do: 'start' }],
});

/** So many doublings make any pause the longest; 1024 would make Infinity, and no number of a pause of 0. */
const DOUBLINGS = 1000;

/** The first of a row comes at once; from then on each pause is twice the one before, of which a random half is left out. */
const pauseBefore = (row: number, random: number, { shortestMs, longestMs }: Supervision['backoff']): number =>
  row === 0 ? 0 : Math.round(Math.min(shortestMs * 2 ** Math.min(row - 1, DOUBLINGS), longestMs) * (1 - random / 2));

const again = (history: History, uptimeMs: number, { atMs, random }: Chance, policy: Supervision): Next => {
  const { backoff, maxRestarts } = policy;
  const recent = maxRestarts ? history.restarts.filter((then) => atMs - then < maxRestarts.withinMs) : [];
  if (maxRestarts && recent.length >= maxRestarts.count) return leave({ ...history, restarts: recent }, 'failed');
  const row = uptimeMs >= HEALTHY_MS ? 0 : history.row;
  const next: History = { row: row + 1, restarts: maxRestarts ? [...recent, atMs] : [] };
  const ms = pauseBefore(row, random, backoff);
  return ms === 0 ? begin(next) : { state: { name: 'waiting', history: next }, actions: [{ do: 'pause', ms }] };
};

type Row = {
  readonly [Type in Event['type']]?: (
    state: State,
    event: Extract<Event, { type: Type }>,
    policy: Supervision,
  ) => Next | undefined;
};

const end = (history: History, cause: Cause, isLast: boolean): Next => ({
  state: { name: 'ending', cause, isLast, history },
  actions: [{ do: 'end', cause: isLast ? 'stop' : cause }],
});

const last = (state: State): Next | undefined =>
  'isLast' in state ? { state: { ...state, isLast: true }, actions: [] } : undefined;

const isLast = (state: State): boolean => 'isLast' in state && state.isLast;

const released = ({ history }: State): Next => leave(history, 'released');

const TABLE: { readonly [Name in State['name']]: Row } = {
  starting: {
    up: (state) =>
      isLast(state)
        ? end(state.history, 'asked', true)
        : { state: { name: 'up', history: state.history }, actions: [] },
    refused: (state, event, policy) =>
      isLast(state) ? leave(state.history, 'stopped') : again(state.history, 0, event, policy),
    stop: last,
    'taken-over': released,
  },
  up: {
    down: ({ history }, event, policy) =>
      isToBeRestarted(policy.restart, event.how)
        ? again(history, event.uptimeMs, event, policy)
        : leave(history, 'exited'),
    unfit: ({ history }, { cause }) => end(history, cause, false),
    stop: ({ history }) => end(history, 'asked', true),
    'taken-over': released,
  },
  ending: {
    ended: (state, event, policy) =>
      isLast(state) ? leave(state.history, 'stopped') : again(state.history, event.uptimeMs, event, policy),
    stop: last,
    'taken-over': released,
  },
  waiting: {
    time: ({ history }) => begin(history),
    unfit: ({ history }) => begin(history),
    stop: ({ history }) => leave(history, 'stopped'),
    'taken-over': released,
  },
  gone: {},
};

export const INITIAL: State = { name: 'starting', isLast: false, history: { row: 0, restarts: [] } };

/** What comes next; the same state, and nothing to do, where the table has no entry. */
export const transition = (state: State, event: Event, policy: Supervision): Next => {
  const row: Row = TABLE[state.name];
  const entry = row[event.type] as ((state: State, event: Event, policy: Supervision) => Next | undefined) | undefined;
  return entry?.(state, event, policy) ?? { state, actions: [] };
};
