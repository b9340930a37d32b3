/** Looks after one daemon: waits for what happens, asks the table, and does what it says. */
import { callAfter, type Failure, isFailure, monotonicMs } from '@proctools/core';
import { lastLines } from '../logs/tail.ts';
import { type Begun, begin } from '../start/launch.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { removePidfiles } from '../store/pidfile.ts';
import { exitFrom } from '../store/record.ts';
import { type Charge, ownRecord, tell, write } from './charge.ts';
import { exitOf, refusalFrom } from './refusal.ts';
import { endAll, type Held, type Run, watch } from './run.ts';
import { type Action, type Event, type Farewell, INITIAL, type State, transition } from './transition.ts';
import { type Alarm, watchOver } from './watch-over.ts';

/** What was printed last is kept with an end: the log may be rotated away. */
const LAST_LINES = 10;

const ENDING = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;

const chance = () => ({ atMs: monotonicMs(), random: Math.random() });

const now = (): string => new Date().toISOString();

class Supervisor {
  readonly #charge: Charge;
  readonly #leave: (why: Farewell) => void;
  #state: State = INITIAL;
  #run: Run | undefined;
  #unwatch = (): void => {};
  #pause: NodeJS.Timeout | undefined;

  constructor(charge: Charge, leave: (why: Farewell) => void) {
    this.#charge = charge;
    this.#leave = leave;
    for (const signal of ENDING) {
      process.on(signal, () => this.#dispatch(ownRecord(charge) ? { type: 'stop' } : { type: 'taken-over' }));
    }
  }

  /** The command runs, and is ready. */
  hold(held: Held): void {
    const run = watch(held);
    this.#run = run;
    void run.over.then((end) => this.#hasEnded(held, end));
    this.#unwatch = watchOver(held, this.#charge.supervision, (alarm) => this.#isUnfit(held, alarm));
    this.#dispatch({ type: 'up' });
  }

  #dispatch(event: Event): void {
    const { actions, state } = transition(this.#state, event, this.#charge.supervision);
    this.#state = state;
    for (const action of actions) void this.#perform(action);
  }

  #perform(action: Action): Promise<void> {
    switch (action.do) {
      case 'start':
        return this.#start();
      case 'pause':
        return this.#wait(action.ms);
      case 'end':
        return this.#end(action.cause === 'stop');
      case 'leave':
        return this.#depart(action.why);
    }
  }

  async #start(): Promise<void> {
    const { request, store, supervisor } = this.#charge;
    try {
      await this.#hasBegun(await begin(store, { ...request, by: 'supervisor', supervisor }));
    } catch (error) {
      if (!isFailure(error)) throw error;
      await this.#isRefused(error);
    }
  }

  async #hasBegun({ held, outcome }: Begun): Promise<void> {
    if (held) this.hold(held);
    else if (outcome.type === 'taken-over') this.#dispatch({ type: 'taken-over' });
    else await this.#isRefused(outcome);
  }

  async #isRefused(why: Failure | StartOutcome): Promise<void> {
    tell(this.#charge, refusalFrom(why));
    await write(this.#charge, { lastExit: exitOf(why) });
    this.#dispatch({ type: 'refused', ...chance() });
  }

  #isUnfit({ process }: Held, { cause, detail }: Alarm): void {
    tell(this.#charge, { type: 'unfit', pid: process.identity.pid, cause, detail });
    this.#dispatch({ type: 'unfit', cause });
  }

  async #hasEnded({ logs, process }: Held, { how, uptimeMs }: Awaited<Run['over']>): Promise<void> {
    this.#unwatch();
    if (!ownRecord(this.#charge)) return this.#dispatch({ type: 'taken-over' });
    const lines = lastLines(logs.paths.stderr, LAST_LINES, logs.offsets.stderr);
    const exit = exitFrom(how);
    const { pid } = process.identity;
    tell(this.#charge, { type: 'exited', pid, exit, uptimeMs, lastLine: lines.at(-1) ?? null, lastLines: lines });
    await write(this.#charge, { lastExit: exit, endedAt: now() });
    this.#dispatch({ type: 'down', how, uptimeMs, ...chance() });
  }

  async #wait(ms: number): Promise<void> {
    tell(this.#charge, { type: 'restarting', afterMs: ms, inARow: this.#state.history.row });
    this.#pause = callAfter(ms, () => this.#dispatch({ type: 'time' }));
    await write(this.#charge, { phase: 'backing-off', nextTryAt: new Date(Date.now() + ms).toISOString() });
  }

  async #end(isLast: boolean): Promise<void> {
    if (!this.#run) throw new Error('nothing runs');
    this.#unwatch();
    const { held, over } = this.#run;
    const { asked: processes, insisted: killed } = await endAll(held);
    const { uptimeMs } = await over;
    const signal = held.record.settings.stopSignal;
    if (isLast) tell(this.#charge, { type: 'stopped', signal, killed, processes, uptimeMs });
    this.#dispatch({ type: 'ended', uptimeMs, ...chance() });
  }

  async #depart(why: Farewell): Promise<void> {
    clearTimeout(this.#pause);
    const record = ownRecord(this.#charge);
    if (record && why !== 'released') {
      if (why !== 'stopped') tell(this.#charge, { type: 'left', why, restarts: record.restarts });
      removePidfiles(this.#charge.store, record);
      await write(this.#charge, { phase: why, supervisor: null, nextTryAt: null, endedAt: now() });
    }
    this.#leave(why);
  }
}

/** Looks after a daemon that runs, until nothing is left to be done. */
export const supervise = (charge: Charge, first: Held): Promise<Farewell> =>
  new Promise((resolve) => new Supervisor(charge, resolve).hold(first));
