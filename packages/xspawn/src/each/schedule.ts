/** Runs the jobs of a source, so many at once, each as often as it takes, until there are no more or it is stopped. */
import { delayAfter, isWorthAnother } from '../one/retry.ts';
import { arrivalsFrom } from './arrivals.ts';
import { type EngineName, startEngine } from './engine/choose.ts';
import type { Engine, EngineListener, JobSettings, Outcome } from './engine/engine.ts';
import { gateFor } from './gate.ts';
import { isToHalt } from './halting.ts';
import type { JobListener, JobSource } from './job.ts';
import { type Machine, thisMachine } from './machine.ts';
import { noteBegin, type Run, resultOf, runFor, tellInOrder } from './run.ts';
import { hasFailed } from './tally.ts';

/** What has become of a batch. */
export interface Summary {
  /** Jobs that have done what they could, and how many of them failed. */
  readonly ended: number;
  readonly failed: number;
  /** Jobs that were ended, or not tried again, because the batch was to stop. */
  readonly stopped: number;
  /** Jobs that had been taken from the source, and were not begun. */
  readonly notStarted: number;
  /** As many had failed as `halt` says. */
  readonly isHalted: boolean;
}

export interface Running {
  /** Resolves when nothing of the batch runs any more. */
  readonly done: Promise<Summary>;
  /** Starts nothing more; `now` also ends what runs, with this signal, and KILL after a time. */
  readonly stop: (how: 'soon' | 'now', signal: NodeJS.Signals) => void;
}

/** On what a batch is run. */
export interface Ground {
  readonly machine: Machine;
  readonly start: (size: number | undefined, listener: EngineListener<Run>) => Engine<Run>;
}

/** With more waiting for their next try, no other jobs are taken: their number must not depend on that of all. */
const MOST_WAITING = 1_000;

/** As `runJobs`, on any ground. */
export const schedule = (
  source: JobSource,
  settings: JobSettings,
  listener: JobListener,
  { machine, start }: Ground,
): Running => {
  const { halt, retries, signal, slots } = settings;
  const gate = gateFor(settings, machine);
  const order = tellInOrder((run) => listener.started(run.job, run.slot));
  const arrivals = arrivalsFrom(source, () => fillAll());
  /** What the engine has of each slot's tries. */
  const given = new Array<number>(slots + 1).fill(0);
  /** Runs for which a slot is wanted before new ones are taken: given back, or to be tried again. */
  const again: Run[] = [];
  /** Runs that wait for their next try, and how to forget that. */
  const waiting = new Map<Run, () => void>();
  const count = { active: 0, ended: 0, failed: 0, stopped: 0, notStarted: 0 };
  let engine: Engine<Run> | undefined;
  let stoppedBy: NodeJS.Signals | undefined;
  let isHalted = false;
  let isSlow = false;
  let isShut = false;
  let isFillWanted = false;
  let isOver = false;
  let finish: (summary: Summary) => void = () => {};
  const done = new Promise<Summary>((resolve) => {
    finish = resolve;
  });

  /** Whoever reads our output is slow, or the machine is busy: asks again when that may have changed. */
  const isHindered = (): boolean => {
    if (isSlow || isShut) return true;
    const ready = listener.ready();
    if (ready) {
      isSlow = true;
      void ready.then(() => {
        isSlow = false;
        fillAll();
      });
      return true;
    }
    const ms = gate.waitMs();
    if (ms === 0) return false;
    isShut = true;
    machine.later(ms, () => {
      isShut = false;
      fillAll();
    });
    return true;
  };

  const take = (slot: number): Run | undefined => {
    const run = again.shift();
    if (run) {
      run.slot = slot;
      run.command = run.job.command(slot);
      return run;
    }
    const job = waiting.size < MOST_WAITING ? arrivals.next() : undefined;
    if (!job) return undefined;
    const fresh = runFor(job, slot);
    order.taken(fresh);
    return fresh;
  };
  const give = (run: Run): void => {
    engine ??= start(source.size, engineListener);
    count.active += 1;
    given[run.slot] = (given[run.slot] ?? 0) + 1;
    gate.started();
    if (run.failed) listener.retried(run.job, run.failed.ending, run.tries);
    run.failed = undefined;
    engine.give(run);
  };
  const leave = (run: Run): void => {
    count.active -= 1;
    given[run.slot] = (given[run.slot] ?? 0) - 1;
  };

  /** Gives a slot what it takes, but no more than so much in all. */
  const fill = (slot: number, most = Number.POSITIVE_INFINITY): void => {
    while ((engine?.room(slot) ?? 1) > 0 && (given[slot] ?? 0) < most && stoppedBy === undefined && !isHindered()) {
      const run = take(slot);
      if (!run) return;
      give(run);
    }
  };
  /** One for each slot comes before a second for any. */
  const fillAll = (): void => {
    isFillWanted = false;
    for (let slot = 1; slot <= slots; slot += 1) fill(slot, 1);
    for (let slot = 1; slot <= slots; slot += 1) fill(slot);
    settle();
  };
  const fillSoon = (): void => {
    if (!isFillWanted) queueMicrotask(fillAll);
    isFillWanted = true;
  };

  const settle = (): void => {
    const isIdle = count.active === 0 && waiting.size === 0 && again.length === 0;
    if (isOver || !isIdle || !(stoppedBy !== undefined || arrivals.isOver())) return;
    isOver = true;
    const { ended, failed, notStarted, stopped } = count;
    const closed = engine?.close() ?? Promise.resolve();
    void closed.then(() => finish({ ended, failed, stopped, notStarted, isHalted }));
  };

  const conclude = (run: Run, outcome: Outcome): void => {
    const result = resultOf(run, outcome);
    listener.ended(result);
    if (result.stopped) {
      count.stopped += 1;
      return;
    }
    count.ended += 1;
    if (!hasFailed(result)) return;
    count.failed += 1;
    if (halt === undefined || stoppedBy !== undefined || !isToHalt(halt, count.ended, count.failed)) return;
    isHalted = true;
    stop(halt.when, signal);
  };
  /** A run for which there is no slot any more. */
  const abandon = (run: Run, by: NodeJS.Signals): void => {
    const { ending, timedOut } = run.failed ?? { ending: { killed: by }, timedOut: false };
    if (run.isTold) conclude(run, { ending, timedOut, stopped: true });
    else count.notStarted += 1;
    run.isTold = true;
  };
  const tryLater = (run: Run, outcome: Outcome): void => {
    run.failed = outcome;
    const forget = machine.later(delayAfter(run.tries, retries), () => {
      waiting.delete(run);
      again.push(run);
      fillAll();
    });
    waiting.set(run, forget);
  };

  const stop: Running['stop'] = (how, by) => {
    const isFirst = stoppedBy === undefined;
    stoppedBy = by;
    if (isFirst) {
      count.notStarted += arrivals.close();
      const left = [...waiting.keys(), ...again.splice(0)];
      for (const forget of waiting.values()) forget();
      waiting.clear();
      for (const run of left) abandon(run, by);
      engine?.recall();
    }
    if (how === 'now') engine?.end(by);
    settle();
  };

  const engineListener: EngineListener<Run> = {
    began: (run) => {
      noteBegin(run, machine);
      order.began(run);
    },
    output: (run, stream, bytes) => listener.output(run.job, stream, bytes),
    ended: (run, outcome) => {
      leave(run);
      run.endedMs = machine.now();
      const tried = { ending: outcome.ending, stopped: outcome.timedOut ? ('timeout' as const) : undefined };
      const isOnce = outcome.stopped || stoppedBy !== undefined;
      if (!isOnce && isWorthAnother(tried, run.tries, retries)) tryLater(run, outcome);
      else conclude(run, outcome);
    },
    givenBack: (run) => {
      leave(run);
      if (stoppedBy !== undefined) return abandon(run, stoppedBy);
      again.push(run);
      fillSoon();
    },
    room: (slot) => {
      fill(slot);
      settle();
    },
  };

  fillSoon();
  return { done, stop };
};

/** Runs the jobs; `engine` is for those who want a certain one. */
export const runJobs = (
  source: JobSource,
  settings: JobSettings,
  listener: JobListener,
  engine?: EngineName,
): Running =>
  schedule(source, settings, listener, {
    machine: thisMachine,
    start: (size, told) => startEngine(settings, size, told, engine),
  });
