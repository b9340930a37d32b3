// Whether memory grows with the number of jobs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { table } from '../../table.ts';
import { withPipe } from '../fifo.ts';
import { growth, spread } from '../growth.ts';
import { bareEnvironment } from '../measure.ts';
import type { Workshop } from '../workshop.ts';

const INTERVAL_MS = 250;
const LINES = 12;
const LONGEST_MS = 15 * 60_000;
/** Memory that ends with so many times what it was early counts as growing. */
const LIMIT = 1.2;

/** Memory at one moment, in megabytes; `peak` is the most so far. */
interface Sample {
  readonly ms: number;
  readonly rss: number;
  readonly peak: number;
}

const megabytes = (pid: number, field: 'VmRSS' | 'VmHWM'): number => {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
};

const sampleOf = (pid: number, begin: number): Sample | undefined => {
  try {
    const sample = { ms: performance.now() - begin, rss: megabytes(pid, 'VmRSS'), peak: megabytes(pid, 'VmHWM') };
    return Number.isNaN(sample.rss) ? undefined : sample; // a zombie has none
  } catch {
    return undefined; // gone
  }
};

const start = (xspawn: string, count: number, workshop: Workshop) =>
  withPipe(workshop, 'lines', ({ reader, writer }) => {
    const env = bareEnvironment(workshop.environment);
    const words = [xspawn, '-j', '2', '--each', '--shell', '--', ':'];
    return {
      seq: spawn('seq', [`${count}`], { stdio: ['ignore', writer, 'inherit'], env }),
      jobs: spawn(process.execPath, words, {
        stdio: [reader, 'ignore', 'inherit'],
        env,
        timeout: LONGEST_MS,
        killSignal: 'SIGKILL',
      }),
    };
  });

const print = (samples: readonly Sample[], count: number, readMs: number, endMs: number): void => {
  const rows = spread(samples, LINES).map(({ ms, rss, peak }) =>
    [(100 * ms) / endMs, ms / 1000, rss, peak].map((value) => value.toFixed(1)),
  );
  console.log(`\n${count} empty jobs (: in the shell), fed by seq\n`);
  console.log(table([['% of the time', 's', 'RSS MB', 'peak MB'], ...rows]));
  const times = growth(samples.map(({ rss }) => rss));
  const share = ((100 * readMs) / endMs).toFixed(0);
  console.log(`\n${((1000 * count) / endMs).toFixed(0)} jobs/s; seq had written all after ${share} % of the time.`);
  console.log(`RSS late against early: × ${times.toFixed(2)}: ${times <= LIMIT ? 'flat' : 'it grows'}.`);
};

/** Runs that many empty jobs, and prints what memory xspawn itself held meanwhile. */
export const memory = async (xspawn: string, count: number, workshop: Workshop): Promise<void> => {
  const begin = performance.now();
  const { seq, jobs } = start(xspawn, count, workshop);
  let readMs = Number.NaN;
  seq.once('exit', () => {
    readMs = performance.now() - begin;
  });
  const ended = once(jobs, 'exit');
  const samples: Sample[] = [];
  while (jobs.exitCode === null && jobs.signalCode === null) {
    const sample = sampleOf(jobs.pid ?? 0, begin);
    if (sample) samples.push(sample);
    await Promise.race([ended, sleep(INTERVAL_MS)]);
  }
  const endMs = performance.now() - begin;
  if (jobs.exitCode !== 0) console.log(`memory: xspawn ended with ${jobs.signalCode ?? jobs.exitCode}`);
  print(samples, count, readMs, endMs);
};
