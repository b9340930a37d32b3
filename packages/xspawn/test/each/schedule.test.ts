// The schedule over an engine that does what the test says, on a clock that stands still.
import { expect, test } from 'vitest';
import type { Engine, EngineListener, JobSettings, Outcome } from '../../src/each/engine/engine.ts';
import type { Job, JobResult, JobSource } from '../../src/each/job.ts';
import type { Machine } from '../../src/each/machine.ts';
import type { Run } from '../../src/each/run.ts';
import { schedule } from '../../src/each/schedule.ts';

const settings: JobSettings = {
  slots: 2,
  output: 'capture',
  environment: {},
  timeoutMs: undefined,
  idleMs: undefined,
  signal: 'SIGTERM',
  killAfterMs: 1_000,
  tree: false,
  orphans: 'kill',
  retries: { count: 0, delayMs: 0, backoff: 1, jitter: false, causes: undefined },
  halt: undefined,
  delayMs: 0,
  load: undefined,
  memFree: undefined,
};

const job = (number: number): Job => ({
  number,
  inputs: [`${number}`],
  command: (slot) => ({ type: 'argv', argv: ['x', `${number}`, `${slot}`] }),
});

const jobs = (count: number): JobSource => {
  let number = 0;
  return { next: () => (number < count ? job(++number) : undefined) };
};

const fakeMachine = () => {
  let now = 0;
  let timers: { readonly at: number; readonly call: () => void }[] = [];
  const machine: Machine = {
    now: () => now,
    date: () => 1_000_000 + now,
    later: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    load: () => 0,
    freeMemory: () => 0,
  };
  const pass = (ms: number): void => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { call } of due) call();
  };
  return { machine, pass, waiting: () => timers.length };
};

const good: Outcome = { ending: { exited: 0 }, timedOut: false, stopped: false };
const bad: Outcome = { ...good, ending: { exited: 1 } };

/** An engine that takes so many tries ahead for each slot, and where a try ends when the test says so. */
const fakeEngine = (slots: number, ahead = 0) => {
  const queues: Run[][] = Array.from({ length: slots + 1 }, () => []);
  const log: string[] = [];
  let listener: EngineListener<Run> | undefined;
  let limit = ahead;
  const begin = (slot: number): void => {
    const run = queues[slot]?.[0];
    if (run) listener?.began(run);
  };
  const engine: Engine<Run> = {
    room: (slot) => 1 + limit - (queues[slot]?.length ?? 0),
    give: (run) => {
      const queue = queues[run.slot] ?? [];
      queue.push(run);
      if (queue.length === 1) begin(run.slot);
    },
    recall: () => {
      log.push('recall');
      limit = 0;
      for (const queue of queues) for (const run of queue.splice(1)) listener?.givenBack(run);
    },
    end: (signal) => void log.push(`end ${signal}`),
    close: async () => void log.push('close'),
  };
  const end = (slot: number, outcome: Outcome = good): void => {
    const run = queues[slot]?.shift();
    if (!run) throw new Error(`nothing runs in slot ${slot}`);
    listener?.ended(run, outcome);
    begin(slot);
    listener?.room(slot);
  };
  /** What each slot has, by number. */
  const has = (): readonly (readonly number[])[] => queues.slice(1).map((queue) => queue.map((run) => run.job.number));
  return {
    start: (_: number | undefined, told: EngineListener<Run>) => {
      listener = told;
      return engine;
    },
    end,
    has,
    log,
    giveBack: (slot: number) => {
      for (const run of queues[slot]?.splice(1) ?? []) listener?.givenBack(run);
    },
    command: (slot: number) => queues[slot]?.[0]?.command,
  };
};

const begin = async (source: JobSource, change: Partial<JobSettings> = {}, ahead = 0) => {
  const all = { ...settings, ...change };
  const clock = fakeMachine();
  const engine = fakeEngine(all.slots, ahead);
  const started: string[] = [];
  const ended: JobResult[] = [];
  const retried: number[] = [];
  let ready: Promise<void> | undefined;
  const running = schedule(
    source,
    all,
    {
      started: ({ number }, slot) => started.push(`${number}@${slot}`),
      output: () => {},
      retried: ({ number }) => retried.push(number),
      ended: (result) => ended.push(result),
      ready: () => ready,
    },
    { machine: clock.machine, start: engine.start },
  );
  await Promise.resolve();
  return {
    ...{ clock, ended, engine, retried, running, started },
    /** The reader of our output is slow, until the answer is called. */
    block: () => {
      let go = (): void => {};
      ready = new Promise((resolve) => {
        go = () => {
          ready = undefined;
          resolve();
        };
      });
      return go;
    },
    numbers: () => ended.map(({ job: { number } }) => number),
  };
};

test('each slot gets a job, and another one when it has ended', async () => {
  const { engine, numbers, running, started } = await begin(jobs(4));
  expect(engine.has()).toEqual([[1], [2]]);
  engine.end(2);
  expect(engine.has()).toEqual([[1], [3]]);
  engine.end(1);
  engine.end(1);
  engine.end(2);
  expect(numbers()).toEqual([2, 1, 4, 3]);
  expect(started).toEqual(['1@1', '2@2', '3@2', '4@1']);
  expect(await running.done).toEqual({ ended: 4, failed: 0, stopped: 0, notStarted: 0, isHalted: false });
  expect(engine.log).toEqual(['close']);
});

test('without jobs nothing is begun', async () => {
  const { engine, running } = await begin(jobs(0));
  expect(await running.done).toMatchObject({ ended: 0 });
  expect(engine.log).toEqual([]);
});

test('one for each slot comes before a second for any, and all are told of in their order', async () => {
  const { engine, started } = await begin(jobs(7), {}, 2);
  expect(engine.has()).toEqual([
    [1, 3, 4],
    [2, 5, 6],
  ]);
  expect(started).toEqual(['1@1', '2@2']);
  engine.end(2); // 5 begins, and 3 and 4 have not
  expect(started).toEqual(['1@1', '2@2', '3@1', '4@1', '5@2']);
});

test('what is given back goes to who is free, with the command for that slot', async () => {
  const { engine, started } = await begin(jobs(4), {}, 1);
  expect(engine.has()).toEqual([
    [1, 3],
    [2, 4],
  ]);
  engine.end(2);
  engine.end(2);
  engine.giveBack(1);
  await Promise.resolve();
  expect(engine.has()).toEqual([[1], [3]]);
  expect(engine.command(2)).toEqual({ type: 'argv', argv: ['x', '3', '2'] });
  expect(started).toEqual(['1@1', '2@2', '3@1', '4@2']);
});

test('inputs may come late', async () => {
  const waiting: ((job: Job | undefined) => void)[] = [];
  const source = { next: () => new Promise<Job | undefined>((resolve) => waiting.push(resolve)) };
  const { engine, running } = await begin(source);
  const arrive = async (one: Job | undefined): Promise<void> => {
    waiting.shift()?.(one);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  expect(waiting).toHaveLength(1);
  await arrive(job(1));
  expect(engine.has()).toEqual([[1], []]);
  await arrive(job(2));
  expect(engine.has()).toEqual([[1], [2]]);
  expect(waiting).toHaveLength(0);
  engine.end(1);
  await arrive(undefined);
  engine.end(2);
  expect(await running.done).toMatchObject({ ended: 2 });
});

test('nothing is started while whoever reads the output is slow', async () => {
  const { block, engine } = await begin(jobs(4));
  const go = block();
  engine.end(1);
  expect(engine.has()).toEqual([[], [2]]);
  go();
  await Promise.resolve();
  await Promise.resolve();
  expect(engine.has()).toEqual([[3], [2]]);
});

test('between two starts the delay passes', async () => {
  const { clock, engine } = await begin(jobs(3), { delayMs: 100 });
  expect(engine.has()).toEqual([[1], []]);
  clock.pass(99);
  expect(engine.has()).toEqual([[1], []]);
  clock.pass(1);
  expect(engine.has()).toEqual([[1], [2]]);
});

test('a job that fails is tried again after its delay, while others run', async () => {
  const retries = { count: 2, delayMs: 100, backoff: 2, jitter: false, causes: undefined };
  const { clock, ended, engine, retried, running } = await begin(jobs(3), { retries, slots: 1 });
  clock.pass(7);
  engine.end(1, bad);
  expect(engine.has()).toEqual([[2]]);
  expect(retried).toEqual([]);
  clock.pass(100);
  engine.end(1);
  expect(engine.has()).toEqual([[1]]);
  expect(retried).toEqual([1]);
  engine.end(1, bad);
  engine.end(1);
  clock.pass(199);
  expect(engine.has()).toEqual([[]]);
  clock.pass(1);
  engine.end(1, bad);
  expect(ended.map(({ job: { number }, tries, durationMs }) => [number, tries, durationMs])).toEqual([
    [2, 1, 100],
    [3, 1, 0],
    [1, 3, 307],
  ]);
  expect(await running.done).toMatchObject({ ended: 3, failed: 1 });
});

test('so many failures halt the batch', async () => {
  const halt = { when: 'now', fail: { type: 'count', value: 2 } } as const;
  const { engine, ended, running } = await begin(jobs(9), { halt });
  engine.end(1, bad);
  engine.end(1, bad);
  expect(engine.log).toEqual(['recall', 'end SIGTERM']);
  engine.end(2, { ending: { killed: 'SIGTERM' }, timedOut: false, stopped: true });
  expect(await running.done).toEqual({ ended: 2, failed: 2, stopped: 1, notStarted: 0, isHalted: true });
  expect(ended.map(({ stopped }) => stopped)).toEqual([false, false, true]);
});

test('stopped soon, it lets run what runs, and starts nothing else', async () => {
  const { engine, ended, running, started } = await begin(jobs(9), {}, 1);
  engine.end(2); // 4 begins behind it, and so 3 has been told of
  expect(engine.has()).toEqual([
    [1, 3],
    [4, 5],
  ]);
  running.stop('soon', 'SIGINT');
  expect(engine.log).toEqual(['recall']);
  engine.end(1);
  engine.end(2);
  expect(started).toEqual(['1@1', '2@2', '3@1', '4@2']);
  expect(ended.map(({ job: { number }, stopped, tries }) => [number, stopped, tries])).toEqual([
    [2, false, 1],
    [3, true, 0],
    [1, false, 1],
    [4, false, 1],
  ]);
  expect(await running.done).toEqual({ ended: 3, failed: 0, stopped: 1, notStarted: 1, isHalted: false });
});

test('a second time it ends what runs', async () => {
  const { engine, running } = await begin(jobs(9));
  running.stop('soon', 'SIGINT');
  running.stop('now', 'SIGTERM');
  expect(engine.log).toEqual(['recall', 'end SIGTERM']);
  engine.end(1);
  engine.end(2);
  expect(await running.done).toMatchObject({ ended: 2 });
});

test('a job that waits for another try when it is stopped has not done its work', async () => {
  const retries = { count: 2, delayMs: 100, backoff: 1, jitter: false, causes: undefined };
  const { clock, ended, engine, retried, running } = await begin(jobs(1), { retries });
  engine.end(1, bad);
  expect(clock.waiting()).toBe(1);
  running.stop('soon', 'SIGINT');
  expect(await running.done).toMatchObject({ ended: 0, stopped: 1 });
  expect(ended).toMatchObject([{ ending: { exited: 1 }, stopped: true, tries: 1 }]);
  expect(retried).toEqual([]);
  expect(clock.waiting()).toBe(0);
});

test('stopped while it waits for inputs, it does not wait for them', async () => {
  const { running } = await begin({ next: () => new Promise(() => {}) });
  running.stop('soon', 'SIGINT');
  expect(await running.done).toMatchObject({ ended: 0 });
});

test('jobs that wait for their next try do not become more and more', async () => {
  const retries = { count: 1, delayMs: 1_000, backoff: 1, jitter: false, causes: undefined };
  const { clock, engine } = await begin(jobs(100_000), { retries, slots: 1 });
  while (engine.has()[0]?.length) engine.end(1, bad);
  expect(clock.waiting()).toBe(1_000);
  clock.pass(1_000);
  expect(engine.has()).toEqual([[1]]);
});
