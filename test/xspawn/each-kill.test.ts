// xspawn is killed again and again, and resumed each time: nothing is left out, and nothing done is done again.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { each, joblog, linesIn, numbers, startEach } from './many.ts';

const JOBS = 1_000;
const KILLS = 50;
/** From before it has begun to read, to when jobs run. */
const SOON_MS = 200;
/** From when the first of a run has begun. */
const LATER_MS = 100;

/** Whole lines only: the last may be torn. */
const logged = (here: Scene): ReadonlySet<number> => {
  try {
    const [, ...lines] = readFileSync(path.join(here.work, 'jobs.log'), 'utf8').split('\n').slice(0, -1);
    return new Set(lines.map((line) => Number(line.split('\t')[0])));
  } catch {
    return new Set(); // killed before there was one
  }
};

const hasBegun = (here: Scene, run: number): boolean =>
  linesIn(here, 'began').some((line) => line.startsWith(`${run} `));

/** Notes in which run it begins, and that it has come to its end. */
const JOB = 'echo "$RUN {}" >>began; sleep 0.02; echo {} >>ended';

test(`killed at ${KILLS} moments and resumed, a batch does each job, and none that is logged again`, async () => {
  const here = scene();
  const words = ['--resume', '--joblog', 'jobs.log', '-j3', '--quiet', '--shell', JOB, ':::', ...numbers(JOBS)];
  const before = new Map<number, ReadonlySet<number>>();
  const run = (number: number) => {
    before.set(number, logged(here));
    return { environment: { RUN: String(number) } };
  };
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const running = startEach(here, words, run(kill));
    if (kill % 2 === 0) await until(() => hasBegun(here, kill), `run ${kill} has begun a job`);
    await sleep(Math.random() * (kill % 2 === 0 ? LATER_MS : SOON_MS));
    running.kill('SIGKILL');
    await running.ended;
    await until(() => processesAround(here.root).length === 0, 'what it ran has ended, too');
  }
  expect(before.get(KILLS)?.size).toBeLessThan(JOBS); // something was there to be killed, up to the end
  expect(await each(here, words, run(KILLS + 1))).toMatchObject({ code: 0, signal: null });

  const all = numbers(JOBS).map(Number);
  expect(
    joblog(here)
      .map(({ seq }) => seq)
      .sort((one, other) => one - other),
  ).toEqual(all);
  expect(joblog(here).every(({ exit, signal }) => exit === 0 && signal === 0)).toBe(true);
  expect([...new Set(linesIn(here, 'ended').map(Number))].sort((one, other) => one - other)).toEqual(all);
  const again = linesIn(here, 'began').filter((line) => {
    const [number, job] = line.split(' ').map(Number);
    return before.get(number ?? 0)?.has(job ?? 0);
  });
  expect(again).toEqual([]);
});
