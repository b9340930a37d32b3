/**
 * Looks after several workers: waits for what happens to each, asks the table of its place (seat.ts), and does what it says. What
 * concerns all of them, reloading, scaling and the end, is told by their places as well.
 */
import { type Failure, isFailure, stop } from '@proctools/core';
import { findAll } from '../find-all.ts';
import type { StartFailure } from '../start/outcome.ts';
import { removePidfiles } from '../store/pidfile.ts';
import { type DaemonRecord, type Exit, exitFrom, wholeFamilyOf } from '../store/record.ts';
import { chance } from '../supervisor/chance.ts';
import { ownRecord, tell, write } from '../supervisor/charge.ts';
import { lastSaid } from '../supervisor/last-said.ts';
import type { Parting } from '../supervisor/parting.ts';
import { exitOf, refusalFrom } from '../supervisor/refusal.ts';
import { tidyMemory } from '../supervisor/tidy-memory.ts';
import type { Cause, Farewell } from '../supervisor/transition.ts';
import { watchOver } from '../supervisor/watch-over.ts';
import { amendWorker, type CrewCharge, forgetWorker } from './charge.ts';
import { EMPTY, nextSeat, SERVED, type SeatAction, type SeatEvent, type SeatState, type Vacancy } from './seat.ts';
import { startWorker } from './start-worker.ts';
import { tidyCrew } from './tidy.ts';
import { type End, noteRetired, removeTraces, type Worker } from './worker.ts';

const now = (): string => new Date().toISOString();

/** What became of a place that was to be filled anew. */
export type Filled = { readonly type: 'filled' } | { readonly type: 'refused'; readonly why: Failure | StartFailure };

/** A place, and who is in it. */
interface Seat {
  readonly id: number;
  state: SeatState;
  serving: Worker | undefined;
  /** Ends the start of the one that is being started. */
  cancel: AbortController | undefined;
  pause: NodeJS.Timeout | undefined;
  /** By `Date.now()`. */
  pauseEndsAt: number;
  restarts: number;
  /** Who waits until it is filled, or refused. */
  readonly waiting: ((filled: Filled) => void)[];
}

export class Crew {
  readonly charge: CrewCharge;
  /** Resolves when nothing is left to be done. */
  readonly parting: Promise<Parting>;
  #leave: (parting: Parting) => void = () => {};
  readonly #seats = new Map<number, Seat>();
  /** What is under way with those that have no place any more, or none yet. */
  readonly #retiring = new Set<Promise<unknown>>();
  readonly #living = new Set<Worker>();
  #lastExit: Exit | null = null;
  #isOver = false;

  constructor(charge: CrewCharge) {
    this.charge = charge;
    this.parting = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  get seats(): readonly number[] {
    return [...this.#seats.keys()].sort((one, other) => one - other);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Who serves in a place. */
  serving(id: number): Worker | undefined {
    return this.#seats.get(id)?.serving;
  }

  /** A worker that serves already takes its place. */
  hold(worker: Worker): void {
    const seat = this.#seat(worker.record.id);
    seat.state = SERVED;
    seat.restarts = worker.record.restarts;
    this.#install(seat, worker);
  }

  /** Fills a place that may be empty; or fills it anew, once the next one serves. */
  fill(id: number): Promise<Filled> {
    const seat = this.#seat(id);
    return new Promise((resolve) => {
      seat.waiting.push(resolve);
      void this.#dispatch(seat, { type: 'unfit' });
    });
  }

  /** The place is not wanted any more; resolves when nobody is there. */
  async dismiss(id: number): Promise<void> {
    const seat = this.#seats.get(id);
    if (!seat) return;
    void this.#dispatch(seat, { type: 'dismiss' });
    this.#seats.delete(id);
    await this.retired();
  }

  /** Resolves when all that have been replaced by now have ended. */
  async retired(): Promise<void> {
    await Promise.all(this.#retiring);
  }

  /** A worker that was already replaced when its supervisor died. */
  retire(worker: Worker): void {
    this.#track(this.#retire(worker, () => worker.retire(this.charge.crew.drainTimeoutMs)));
  }

  /** So many are wanted from now on, also when it is started again. */
  async resize(workers: number): Promise<void> {
    const { request } = this.charge;
    const settings = { ...request.settings, crew: { ...this.charge.crew, workers } };
    await this.charge.inTurn(() => write(this.charge, { settings }));
  }

  /** Ends all of them, and then us. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const record = ownRecord(this.charge);
    for (const seat of this.#seats.values()) this.#silence(seat);
    if (!record) return this.#depart('released');
    const { startedAt, settings } = record;
    const { stopSignal: signal, stopTimeoutMs: timeoutMs } = settings;
    const all = () => wholeFamilyOf(ownRecord(this.charge) ?? record);
    const { asked: processes, insisted: killed } = await stop(() => findAll(all()), { signal, timeoutMs });
    await this.#untilAllOver();
    const uptimeMs = Math.max(Date.now() - Date.parse(startedAt), 0);
    tell(this.charge, { type: 'stopped', signal, killed, processes, uptimeMs });
    return this.#depart('stopped');
  }

  /** Somebody else has taken the daemon over. */
  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const seat of this.#seats.values()) this.#silence(seat);
    void this.#depart('released');
  }

  #seat(id: number): Seat {
    const known = this.#seats.get(id);
    if (known) return known;
    const seat: Seat = {
      ...{ id, state: EMPTY, serving: undefined, cancel: undefined, pause: undefined },
      ...{ restarts: -1, pauseEndsAt: 0, waiting: [] },
    };
    this.#seats.set(id, seat);
    return seat;
  }

  #silence(seat: Seat): void {
    clearTimeout(seat.pause);
    seat.cancel?.abort();
  }

  #install(seat: Seat, worker: Worker): void {
    seat.serving = worker;
    const { maxMemory, maxRuntimeMs } = this.charge.supervision;
    const own = { ...this.charge.supervision, health: null, watch: [] };
    const isWatched = maxMemory !== null || maxRuntimeMs !== null;
    const unwatch = isWatched
      ? watchOver(worker.held, own, ({ cause, detail }) => this.#isUnfit(seat, worker, cause, detail))
      : () => {};
    void worker.leaving.then(() => this.#isLeaving(seat, worker));
    this.#living.add(worker);
    void worker.over.then(async (end) => {
      unwatch();
      this.#living.delete(worker);
      if (seat.serving === worker) await this.#isDown(seat, worker, end);
    });
  }

  #isUnfit(seat: Seat, worker: Worker, cause: Cause, detail: string): void {
    if (seat.serving !== worker || this.#isOver) return;
    tell(this.charge, { type: 'unfit', pid: worker.pid, cause, detail, worker: seat.id });
    void this.#dispatch(seat, { type: 'unfit' });
  }

  #isLeaving(seat: Seat, worker: Worker): void {
    if (seat.serving !== worker || this.#isOver) return;
    tell(this.charge, { type: 'leaving', worker: seat.id, pid: worker.pid });
    const uptimeMs = Math.max(Date.now() - Date.parse(worker.record.startedAt), 0);
    void this.#dispatch(seat, { type: 'leaving', uptimeMs, isAlone: this.#isAlone(seat), ...chance() });
  }

  /** Nobody serves, or is about to, in any other place. */
  #isAlone(seat: Seat): boolean {
    return [...this.#seats.values()].every(
      (other) => other === seat || other.state.name === 'waiting' || other.state.name === 'gone',
    );
  }

  async #isDown(seat: Seat, worker: Worker, { how, uptimeMs }: End): Promise<void> {
    seat.serving = undefined;
    if (!this.#isOver && !ownRecord(this.charge)) this.release();
    if (this.#isOver) return;
    this.#lastExit = exitFrom(how);
    const down: SeatEvent = { type: 'down', how, uptimeMs, isAlone: this.#isAlone(seat), ...chance() };
    await this.#dispatch(seat, down, () => this.#tellEnd(seat, worker, { how, uptimeMs }));
    await worker.stop(worker.held.record.settings.stopTimeoutMs); // what it has left behind
    await this.#forget(worker);
    this.#departIfDeserted();
  }

  async #forget(worker: Worker): Promise<void> {
    await forgetWorker(this.charge, worker.record.run, { lastExit: this.#lastExit });
    removeTraces(this.charge, worker);
  }

  /** What was written last is in the logs by then. */
  async #tellEnd({ id }: Seat, { held, pid }: Worker, { how, uptimeMs }: End): Promise<void> {
    await held.logs.arrived?.();
    tell(this.charge, { type: 'exited', pid, exit: exitFrom(how), uptimeMs, ...lastSaid(held), worker: id });
  }

  /** The state is the next one at once; what is to be done comes when it has been told what happened. */
  async #dispatch(seat: Seat, event: SeatEvent, tellIt?: () => Promise<void>): Promise<void> {
    if (this.#isOver) return;
    const before = seat.state;
    const { actions, state } = nextSeat(before, event, this.charge.supervision);
    seat.state = state;
    const { serving } = seat;
    if (tellIt) await tellIt();
    if (this.#isOver) return;
    // Meanwhile something else may have come: then what it says counts.
    if (seat.state === state) for (const action of actions) this.#perform(seat, action, serving);
    if (before.name !== 'gone' && state.name === 'gone') this.#tellVacancy(seat, state.why);
  }

  #tellVacancy({ id: worker, restarts }: Seat, why: Vacancy): void {
    if (why !== 'dismissed') tell(this.charge, { type: 'left', why, restarts: Math.max(restarts, 0), worker });
  }

  #perform(seat: Seat, action: SeatAction, serving: Worker | undefined): void {
    switch (action.do) {
      case 'start':
        void this.#start(seat);
        return;
      case 'pause':
        this.#wait(seat, action.ms);
        return;
      case 'cancel':
        seat.cancel?.abort();
        return;
      case 'drain':
      case 'release':
        if (!serving) throw new Error(`nobody serves in place ${seat.id}`);
        if (seat.serving === serving) seat.serving = undefined;
        this.#track(this.#retire(serving, this.#way(serving, action.do)));
        return;
    }
  }

  #way(worker: Worker, how: 'drain' | 'release'): () => ReturnType<Worker['letGo']> {
    const { drainTimeoutMs } = this.charge.crew;
    return how === 'drain' ? () => worker.retire(drainTimeoutMs) : () => worker.letGo(drainTimeoutMs);
  }

  #track(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#retiring.delete(tracked));
    this.#retiring.add(tracked);
  }

  async #retire(worker: Worker, way: () => ReturnType<Worker['letGo']>): Promise<void> {
    await amendWorker(this.charge, worker.record.run, { phase: 'draining' });
    const stopped = await way();
    const end = await worker.over;
    noteRetired(this.charge, worker, end, stopped?.insisted ?? false);
    await this.#forget(worker);
  }

  async #start(seat: Seat): Promise<void> {
    const cancel = new AbortController();
    seat.cancel = cancel;
    clearTimeout(seat.pause);
    seat.restarts += 1;
    const started = startWorker(this.charge, { id: seat.id, restarts: seat.restarts }, cancel.signal);
    this.#track(started);
    const worker = await started.catch((error: unknown) => {
      if (!isFailure(error)) throw error;
      return error;
    });
    seat.cancel = undefined;
    if ('record' in worker && 'over' in worker) this.#hasStarted(seat, worker, cancel.signal.aborted);
    else this.#isRefused(seat, worker);
  }

  #hasStarted(seat: Seat, worker: Worker, isUnwanted: boolean): void {
    if (isUnwanted || this.#isOver) {
      this.retire(worker);
      return;
    }
    const old = seat.serving;
    const { actions, state } = nextSeat(seat.state, { type: 'up' }, this.charge.supervision);
    seat.state = state;
    this.#install(seat, worker);
    for (const action of actions) this.#perform(seat, action, old);
    this.#tellWaiting(seat, { type: 'filled' });
    tidyMemory();
  }

  #isRefused(seat: Seat, why: Failure | StartFailure): void {
    if (!('type' in why) || (why.type !== 'interrupted' && why.type !== 'taken-over')) {
      const { lastLine, lastLines: lines, reason } = refusalFrom(why);
      tell(this.charge, {
        type: 'start-failed',
        reason,
        lastLine,
        ...(lines && { lastLines: lines }),
        worker: seat.id,
      });
      this.#lastExit = exitOf(why) ?? this.#lastExit;
    }
    void this.#dispatch(seat, { type: 'refused', ...chance() });
    this.#tellWaiting(seat, { type: 'refused', why });
    if ('type' in why && why.type === 'taken-over') this.release();
    else this.#departIfDeserted();
  }

  #tellWaiting(seat: Seat, filled: Filled): void {
    for (const tellIt of seat.waiting.splice(0)) tellIt(filled);
  }

  #wait(seat: Seat, ms: number): void {
    tell(this.charge, { type: 'restarting', afterMs: ms, inARow: seat.state.history.row, worker: seat.id });
    seat.pauseEndsAt = Date.now() + ms;
    seat.pause = setTimeout(() => void this.#dispatch(seat, { type: 'time' }), ms);
    void this.#tellNextTry();
  }

  /** Where nobody serves, when the first is tried again. */
  async #tellNextTry(): Promise<void> {
    const seats = [...this.#seats.values()];
    if (!seats.every(({ state: { name } }) => name === 'waiting' || name === 'gone')) return;
    const ends = seats.flatMap(({ pauseEndsAt, state }) => (state.name === 'waiting' ? [pauseEndsAt] : []));
    await write(this.charge, { nextTryAt: new Date(Math.min(...ends)).toISOString() });
  }

  /** Nobody is left, and nobody is to come. */
  #departIfDeserted(): void {
    const seats = [...this.#seats.values()];
    const states = seats.map(({ state }) => state);
    if (this.#isOver || seats.length === 0 || !states.every(({ name }) => name === 'gone')) return;
    this.#isOver = true;
    const hasFailed = states.some((state) => state.name === 'gone' && state.why === 'failed');
    void this.retired().then(() => this.#depart(hasFailed ? 'failed' : 'exited'));
  }

  async #untilAllOver(): Promise<void> {
    await Promise.all([...this.#living].map(({ over }) => over));
    await this.retired();
  }

  async #depart(why: Farewell): Promise<void> {
    const { keeper, listen, request, store } = this.charge;
    // They end with us, but who has taken them over ends them as they are to be ended.
    if (listen.length === 0 || request.settings.foreground) await this.#untilAllOver();
    if (why !== 'released' || request.settings.foreground) await keeper?.finish();
    const record: DaemonRecord | undefined = ownRecord(this.charge);
    if (record && why !== 'released') {
      if (why !== 'stopped') tell(this.charge, { type: 'left', why, restarts: record.restarts });
      removePidfiles(store, record);
      await write(this.charge, {
        phase: why,
        supervisor: null,
        nextTryAt: null,
        endedAt: now(),
        lastExit: this.#lastExit,
      });
      if (record.crew) await tidyCrew(store, request.name, record.id, record.crew, true);
    }
    this.#leave({ why, exit: this.#lastExit });
  }
}
