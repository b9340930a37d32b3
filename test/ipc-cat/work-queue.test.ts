// A queue of jobs at a broker, and workers on several machines that are killed while they work.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { type Machine, makeMachines, whyNoMachines } from './machines.ts';

const JOBS = 200;
const MACHINES = 4;
const KILLS = 12;

beforeEach(async ({ skip }) => {
  const why = await whyNoMachines();
  if (why === undefined) return;
  console.log(`skipped: there can be no machines here: ${why}`);
  skip(`there can be no machines here: ${why}`);
});

/** Takes its time, and leaves a line as its effect. */
const JOB = 'read -r job\nsleep 0.0$((job % 5))\necho "$job" >>effects\n';

interface Queue {
  /** Starts the broker, and settles when it answers. */
  readonly serve: (here: Scene, server: Machine) => Promise<unknown>;
  readonly toFill: (host: string) => string;
  readonly toWork: (host: string) => string;
}

const nats: Queue = {
  serve: (_, server) =>
    server
      .start('nats-server', ['-a', server.address, '-p', '4222', '-js', '-sd', 'store'])
      .until(/Server is ready/, 'stderr'),
  toFill: (host) => `nats://${host}/jobs?stream=jobs&create`,
  toWork: (host) => `nats://${host}?stream=jobs&durable=workers&ack-wait=1s`,
};

const redis: Queue = {
  serve: (_, server) =>
    server
      .start('redis-server', ['--bind', server.address, '--port', '6379', '--protected-mode', 'no', '--save', ''])
      .until(/Ready to accept connections/),
  toFill: (host) => `redis://${host}?stream=jobs`,
  toWork: (host) => `redis://${host}?stream=jobs&group=workers&claim=1s`,
};

/** One after the other on the same machine. */
interface Worker {
  readonly machine: Machine;
  running: Running;
  readonly former: Running[];
}

const effectsIn = (here: Scene): readonly string[] => {
  const file = path.join(here.work, 'effects');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

const distinct = (here: Scene): number => new Set(effectsIn(here)).size;

/** How many messages may have come before, as all together told. */
const toldAgain = (workers: readonly Worker[]): number =>
  workers
    .flatMap(({ former, running }) => [...former, running])
    .flatMap(({ stderr }) => [...stderr.matchAll(/(\d+) messages? may have come before/g)])
    .reduce((sum, [, count]) => sum + Number(count), 0);

const killAndReplace = async (worker: Worker, begin: (machine: Machine) => Running): Promise<void> => {
  worker.running.kill('SIGKILL');
  await worker.running.ended;
  worker.former.push(worker.running);
  worker.running = begin(worker.machine);
};

test.each([
  ['a NATS stream, by way of xspawn', nats, [toolPath('xspawn'), '--timeout', '1m', 'sh', 'job.sh']],
  ['a Redis stream', redis, ['sh', 'job.sh']],
] as const)(
  'no job of %s is lost when workers are killed, and what was done twice was told',
  async (_, queue, command) => {
    const here = scene({ 'job.sh': JOB });
    const { others, server } = await makeMachines(here, MACHINES);
    await queue.serve(here, server);
    const stdin = Array.from({ length: JOBS }, (_, index) => `${index}\n`).join('');
    const filling = server.start(toolPath('ipc-cat'), [queue.toFill(server.address), '--to-first'], { stdin });
    expect(await filling.ended).toMatchObject({ code: 0 });

    const begin = (machine: Machine): Running =>
      machine.start(toolPath('ipc-cat'), [queue.toWork(server.address), '--reply', command.join(' ')]);
    const workers = others.map((machine): Worker => ({ machine, running: begin(machine), former: [] }));
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const done = Math.floor((JOBS * kill) / (KILLS + 2) + Math.random() * 10);
      await until(() => distinct(here) >= done, `${done} jobs are done`);
      await killAndReplace(workers[Math.floor(Math.random() * MACHINES)] as Worker, begin);
    }
    await until(() => distinct(here) === JOBS, 'all jobs are done');
    for (const { running } of workers) running.kill('SIGTERM');
    await Promise.all(workers.map(({ running }) => running.ended));

    const runs = effectsIn(here);
    expect([...new Set(runs)].map(Number).sort((one, other) => one - other)).toEqual(
      Array.from({ length: JOBS }, (_, index) => index),
    );
    expect(toldAgain(workers)).toBeGreaterThanOrEqual(runs.length - JOBS);
    console.log(`${runs.length} runs of ${JOBS} jobs; told of ${toldAgain(workers)}`);
  },
);
