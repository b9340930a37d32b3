/** Looks after one daemon: waits for what happens, asks the table, and does what it says. */
import { callAfter, type Failure, isFailure, send, signalValue } from '@proctools/core';
import { observe } from '../observe.ts';
import { ENDING } from '../start/ending.ts';
import type { Begun } from '../start/launch.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { Happening } from '../store/journal.ts';
import { removePidfiles } from '../store/pidfile.ts';
import { type DaemonRecord, type Exit, exitFrom } from '../store/record.ts';
import { secureRecord } from '../store/records.ts';
import { chance } from './chance.ts';
import { type Charge, ownRecord, tell, write } from './charge.ts';
import { type Answer, type Control, openControl, type Request } from './control.ts';
import { lastSaid } from './last-said.ts';
import type { Parting } from './parting.ts';
import { exitOf, refusalFrom } from './refusal.ts';
import { assertAllGone, endAll, type Held, Leftovers, type Run, watch } from './run.ts';
import { tidyMemory } from './tidy-memory.ts';
import { type Action, type Event, type Farewell, INITIAL, type State, transition } from './transition.ts';
import { type Alarm, watchOver } from './watch-over.ts';

const now = (): string => new Date().toISOString();

class Supervisor {
  readonly #charge: Charge;
  readonly #leave: (parting: Parting) => void;
  #state: State = INITIAL;
  #run: Run | undefined;
  /** Resolves when the end of the run has been dealt with. */
  #ended: Promise<void> = Promise.resolve();
  /** How the last run ended; undefined for what is in the record. */
  #lastExit: Exit | null | undefined;
  /** An end that is still to be told: of a restart at once when it is certain that the daemon is ours. */
  #untold: Happening | undefined;
  #control: Control | undefined;
  #unwatch = (): void => {};
  #pause: NodeJS.Timeout | undefined;

  constructor(charge: Charge, leave: (parting: Parting) => void) {
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
    this.#ended = run.over.then((end) => this.#hasEnded(held, end));
    this.#unwatch = watchOver(held, this.#charge.supervision, (alarm) =>
      this.#isUnfit(held.process.identity.pid, alarm),
    );
    this.#dispatch({ type: 'up' });
  }

  /** Answers on its socket from now on. A daemon that cannot be asked is looked after all the same. */
  async listen(): Promise<void> {
    const file = this.#charge.request.control;
    if (file == null) return;
    try {
      this.#control = await openControl(file, (request) => this.#fulfil(request));
      if (this.#state.name === 'gone') this.#control.close();
    } catch (error) {
      tell(this.#charge, { type: 'no-control', reason: String(error) });
    }
  }

  #fulfil({ request, signal }: Request): Answer {
    const record = ownRecord(this.#charge);
    if (!record) return { ok: false, error: 'somebody else has taken it over' };
    switch (request) {
      case 'status':
        return { ok: true, status: observe(record) };
      case 'restart':
        return this.#restart(record);
      case 'stop':
        this.#dispatch({ type: 'stop' });
        return { ok: true };
      case 'signal':
        return this.#signal(record, signal);
      case 'reopen':
        this.#charge.keeper?.reopen();
        return { ok: true };
      default:
        return {
          ok: false,
          error: `unknown request ${JSON.stringify(request)}: status, restart, stop, signal, reopen`,
        };
    }
  }

  /** While it waits to be started again, that comes at once. */
  #restart({ main }: DaemonRecord): Answer {
    const { name } = this.#state;
    if (name === 'starting' || name === 'gone') return { ok: false, error: `it is ${name}` };
    if (name === 'up' && main) this.#isUnfit(main.pid, { cause: 'asked', detail: 'over the control socket' });
    else this.#dispatch({ type: 'unfit', cause: 'asked' });
    return { ok: true };
  }

  #signal({ main }: DaemonRecord, name: unknown): Answer {
    const signal = typeof name === 'string' ? signalValue.read(name) : undefined;
    if (signal === undefined) return { ok: false, error: `signal: expected ${signalValue.expected}` };
    if (!main || !send(main, signal)) return { ok: false, error: 'it is not running' };
    tell(this.#charge, { type: 'signalled', pid: main.pid, signal });
    return { ok: true, pid: main.pid };
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
    try {
      await this.#hasBegun(await this.#begin());
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#isRefused(error);
    }
  }

  /** What the last run has left is looked for while the next is being born; there is seldom any, and then that begins anew. */
  async #begin(): Promise<Begun> {
    const { request, store, supervisor } = this.#charge;
    const claimed = (): void => this.#tellEnd();
    const launch: Launch = { ...request, by: 'supervisor', supervisor, lastExit: this.#lastExit, claimed };
    const last = this.#run?.held;
    const { begin } = await import('../start/launch.ts');
    if (!last) return begin(store, launch);
    try {
      return await begin(store, { ...launch, assertAlone: () => assertAllGone(last) });
    } catch (error) {
      if (!(error instanceof Leftovers)) throw error;
      await endAll(last);
      return begin(store, launch);
    }
  }

  async #hasBegun({ held, outcome }: Begun): Promise<void> {
    if (held) {
      this.hold(held);
      await secureRecord(this.#charge.store, this.#charge.request.name);
      tidyMemory();
    } else if (outcome.type === 'taken-over') this.#dispatch({ type: 'taken-over' });
    else this.#isRefused(outcome);
  }

  #tellEnd(): void {
    if (this.#untold) tell(this.#charge, this.#untold);
    this.#untold = undefined;
  }

  #isRefused(why: Failure | StartOutcome): void {
    if (!ownRecord(this.#charge)) {
      this.#dispatch({ type: 'taken-over' });
      return;
    }
    this.#tellEnd();
    tell(this.#charge, refusalFrom(why));
    this.#lastExit = exitOf(why);
    this.#dispatch({ type: 'refused', ...chance() });
  }

  #isUnfit(pid: number, { cause, detail }: Alarm): void {
    tell(this.#charge, { type: 'unfit', pid, cause, detail });
    this.#dispatch({ type: 'unfit', cause });
  }

  /** Whether the table says to start it at once. */
  #isToStart(event: Event): boolean {
    const { actions } = transition(this.#state, event, this.#charge.supervision);
    return actions.some((action) => action.do === 'start');
  }

  async #hasEnded(held: Held, { how, uptimeMs }: Awaited<Run['over']>): Promise<void> {
    const { process } = held;
    this.#unwatch();
    this.#lastExit = exitFrom(how);
    await held.logs.arrived?.();
    const said = lastSaid(held);
    const exit = this.#lastExit;
    const { pid } = process.identity;
    const event: Event = { type: 'down', how, uptimeMs, ...chance() };
    const isToStart = this.#isToStart(event); // which looks itself whether it has been taken over
    if (!isToStart && !ownRecord(this.#charge)) {
      this.#dispatch({ type: 'taken-over' });
      return;
    }
    this.#untold = { type: 'exited', pid, exit, uptimeMs, ...said };
    if (!isToStart) {
      this.#tellEnd();
      await endAll(held);
    }
    this.#dispatch(event);
  }

  /** Of a restart at once nothing is written here: the record of the new run says it all. */
  async #write(change: Pick<DaemonRecord, 'phase' | 'nextTryAt'> & Partial<DaemonRecord>): Promise<void> {
    const exit = this.#lastExit === undefined ? {} : { lastExit: this.#lastExit };
    await write(this.#charge, { ...change, ...exit, endedAt: now() });
  }

  async #wait(ms: number): Promise<void> {
    tell(this.#charge, { type: 'restarting', afterMs: ms, inARow: this.#state.history.row });
    this.#pause = callAfter(ms, () => this.#dispatch({ type: 'time' }));
    await this.#write({ phase: 'backing-off', nextTryAt: new Date(Date.now() + ms).toISOString() });
  }

  async #end(isLast: boolean): Promise<void> {
    if (!this.#run) throw new Error('nothing runs');
    this.#unwatch();
    const { held, over } = this.#run;
    const { asked: processes, insisted: killed } = await endAll(held);
    const { uptimeMs } = await over;
    await this.#ended;
    const signal = held.record.settings.stopSignal;
    if (isLast) tell(this.#charge, { type: 'stopped', signal, killed, processes, uptimeMs });
    this.#dispatch({ type: 'ended', uptimeMs, ...chance() });
  }

  async #depart(why: Farewell): Promise<void> {
    clearTimeout(this.#pause);
    const { keeper, request } = this.#charge;
    // There we end as the command does, and whoever stops that waits for it, not for us; nor does he finish anything.
    if (request.settings.foreground) await this.#ended;
    if (why !== 'released' || request.settings.foreground) await keeper?.finish();
    const record = ownRecord(this.#charge);
    if (record && why !== 'released') {
      if (why !== 'stopped') tell(this.#charge, { type: 'left', why, restarts: record.restarts });
      removePidfiles(this.#charge.store, record);
      await this.#write({ phase: why, supervisor: null, nextTryAt: null });
    }
    this.#control?.close();
    this.#leave({ why, exit: this.#lastExit ?? null });
  }
}

export interface Watch {
  /** Resolves when nothing is left to be done. */
  readonly parting: Promise<Parting>;
}

/** Looks after a daemon that runs; resolves when it can be asked about that. */
export const supervise = async (charge: Charge, first: Held): Promise<Watch> => {
  let leave: (parting: Parting) => void = () => {};
  const parting = new Promise<Parting>((resolve) => {
    leave = resolve;
  });
  const supervisor = new Supervisor(charge, leave);
  supervisor.hold(first);
  await supervisor.listen();
  return { parting };
};
