/**
 * What is done about one place among the workers: state × event → state + actions. As transition.ts, it touches nothing, and knows
 * no clock and no dice. In a place one worker serves; while it is replaced, another is being started beside it.
 *
 * |           | up | refused | down          | leaving  | unfit     | time     | dismiss |
 * | --------- | -- | ------- | ------------- | -------- | --------- | -------- | ------- |
 * | starting  | up | again   |               |          |           |          | gone    |
 * | up        |    |         | again or gone | again    | replacing |          | gone    |
 * | replacing | up | up      | starting      | starting |           |          | gone    |
 * | waiting   |    |         |               |          | starting  | starting | gone    |
 * | gone      |    |         |               |          | starting  |          |         |
 *
 * Again: starting at once, waiting, or gone. Whatever is not in the table changes nothing.
 */
import type { Ended } from '@proctools/core';
import type { Supervision } from '../settings.ts';
import { type Chance, type History, isToBeRestarted, NO_HISTORY, nextTry } from '../supervisor/patience.ts';

/** Why a place is empty for good. */
export type Vacancy = 'dismissed' | 'exited' | 'failed';

type Stage =
  /** Nobody serves; one is being started. */
  | { readonly name: 'starting' }
  | { readonly name: 'up' }
  /** One serves, and another is being started. */
  | { readonly name: 'replacing' }
  /** Nobody serves, and nobody is started before the pause is over. */
  | { readonly name: 'waiting' }
  | { readonly name: 'gone'; readonly why: Vacancy };

export type SeatState = Stage & { readonly history: History };

/** Of one that served until now, for so long; `isAlone`: nobody serves, or is being started, in any other place. */
type Service = { readonly uptimeMs: number; readonly isAlone: boolean } & Chance;

export type SeatEvent =
  /** The one that is being started serves. */
  | { readonly type: 'up' }
  /** It could not be started, or did not become ready; nothing of it is left. */
  | ({ readonly type: 'refused' } & Chance)
  /** The one that served has ended. */
  | ({ readonly type: 'down'; readonly how: Ended | undefined } & Service)
  /** The one that serves has said that it is going. */
  | ({ readonly type: 'leaving' } & Service)
  /** It should be replaced. */
  | { readonly type: 'unfit' }
  /** The pause is over. */
  | { readonly type: 'time' }
  /** The place is not wanted any more. */
  | { readonly type: 'dismiss' };

export type SeatAction =
  | { readonly do: 'start' }
  | { readonly do: 'pause'; readonly ms: number }
  /** The one that served is to finish what it has begun, and to end. */
  | { readonly do: 'drain' }
  /** The one that served ends by itself. */
  | { readonly do: 'release' }
  /** The one that is being started is not wanted. */
  | { readonly do: 'cancel' };

export interface SeatNext {
  readonly state: SeatState;
  readonly actions: readonly SeatAction[];
}

const to = (stage: Stage, { history }: { readonly history: History }, ...actions: readonly SeatAction[]): SeatNext => ({
  state: { ...stage, history },
  actions,
});

const START: SeatAction = { do: 'start' };

const again = (
  state: SeatState,
  uptimeMs: number,
  chance: Chance,
  policy: Supervision,
  mostMs = Number.POSITIVE_INFINITY,
): SeatNext => {
  const { history, pauseMs } = nextTry(state.history, uptimeMs, chance, policy);
  if (pauseMs === undefined) return to({ name: 'gone', why: 'failed' }, { history });
  const ms = Math.min(pauseMs, mostMs);
  return ms === 0
    ? to({ name: 'starting' }, { history }, START)
    : to({ name: 'waiting' }, { history }, { do: 'pause', ms });
};

type Row = {
  readonly [Type in SeatEvent['type']]?: (
    state: SeatState,
    event: Extract<SeatEvent, { type: Type }>,
    policy: Supervision,
  ) => SeatNext;
};

/** Where nobody else serves, nobody is missed for longer than he was there. */
const afterService = (state: SeatState, service: Service, policy: Supervision): SeatNext =>
  again(state, service.uptimeMs, service, policy, service.isAlone ? service.uptimeMs : undefined);

const dismissed = { name: 'gone', why: 'dismissed' } as const;

const TABLE: { readonly [Name in SeatState['name']]: Row } = {
  starting: {
    up: (state) => to({ name: 'up' }, state),
    refused: (state, event, policy) => again(state, 0, event, policy),
    dismiss: (state) => to(dismissed, state, { do: 'cancel' }),
  },
  up: {
    down: (state, event, policy) =>
      isToBeRestarted(policy.restart, event.how)
        ? afterService(state, event, policy)
        : to({ name: 'gone', why: 'exited' }, state),
    leaving: (state, event, policy) => {
      const next = afterService(state, event, policy);
      return { ...next, actions: [{ do: 'release' }, ...next.actions] };
    },
    unfit: (state) => to({ name: 'replacing' }, state, START),
    dismiss: (state) => to(dismissed, state, { do: 'drain' }),
  },
  replacing: {
    up: (state) => to({ name: 'up' }, state, { do: 'drain' }),
    refused: (state) => to({ name: 'up' }, state),
    down: (state) => to({ name: 'starting' }, state),
    leaving: (state) => to({ name: 'starting' }, state, { do: 'release' }),
    dismiss: (state) => to(dismissed, state, { do: 'cancel' }, { do: 'drain' }),
  },
  waiting: {
    time: (state) => to({ name: 'starting' }, state, START),
    unfit: (state) => to({ name: 'starting' }, state, START),
    dismiss: (state) => to(dismissed, state),
  },
  gone: {
    unfit: () => to({ name: 'starting' }, { history: NO_HISTORY }, START),
  },
};

/** A place that somebody serves in; one that is to be filled is `{ name: 'gone' }` until it is `unfit`. */
export const SERVED: SeatState = { name: 'up', history: NO_HISTORY };
export const EMPTY: SeatState = { name: 'gone', why: 'dismissed', history: NO_HISTORY };

/** What comes next; the same state, and nothing to do, where the table has no entry. */
export const nextSeat = (state: SeatState, event: SeatEvent, policy: Supervision): SeatNext => {
  const row: Row = TABLE[state.name];
  const entry = row[event.type] as ((state: SeatState, event: SeatEvent, policy: Supervision) => SeatNext) | undefined;
  return entry?.(state, event, policy) ?? { state, actions: [] };
};
