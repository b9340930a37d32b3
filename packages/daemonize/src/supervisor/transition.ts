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
import { type Chance, type History, isToBeRestarted, NO_HISTORY, nextTry } from './patience.ts';

/** Why a command that runs is to be ended and started again. */
export type Cause = 'asked' | 'health' | 'memory' | 'runtime' | 'watch';

/** Why nobody supervises any more. `released`: somebody else has taken the daemon over. */
export type Farewell = 'exited' | 'failed' | 'stopped' | 'released';

type Stage =
  | { readonly name: 'starting'; readonly isLast: boolean }
  | { readonly name: 'up' }
  | { readonly name: 'ending'; readonly cause: Cause; readonly isLast: boolean }
  | { readonly name: 'waiting' }
  | { readonly name: 'gone'; readonly why: Farewell };

export type State = Stage & { readonly history: History };

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

const leave = (history: History, why: Farewell): Next => ({
  state: { name: 'gone', why, history },
  actions: [{ do: 'leave', why }],
});

const begin = (history: History): Next => ({
  state: { name: 'starting', isLast: false, history },
  actions: [{ do: 'start' }],
});

const again = (before: History, uptimeMs: number, chance: Chance, policy: Supervision): Next => {
  const { history, pauseMs: ms } = nextTry(before, uptimeMs, chance, policy);
  if (ms === undefined) return leave(history, 'failed');
  return ms === 0 ? begin(history) : { state: { name: 'waiting', history }, actions: [{ do: 'pause', ms }] };
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

export const INITIAL: State = { name: 'starting', isLast: false, history: NO_HISTORY };

/** What comes next; the same state, and nothing to do, where the table has no entry. */
export const transition = (state: State, event: Event, policy: Supervision): Next => {
  const row: Row = TABLE[state.name];
  const entry = row[event.type] as ((state: State, event: Event, policy: Supervision) => Next | undefined) | undefined;
  return entry?.(state, event, policy) ?? { state, actions: [] };
};
