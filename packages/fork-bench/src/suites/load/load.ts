// The load generator: `dist/child-load.cjs SPEC`. A process of its own, so that its CPU time can be told apart from that of the server.
import { monotonicMs, readProcess } from '@proctools/core';
import { endWithParent, tellParent } from '../bound.ts';
import { type ClosedLoop, startClosedLoop } from './closed-loop.ts';
import { type Heavy, repeatHeavy } from './heavy.ts';
import { type Asked, type OpenLoop, runOpenLoop } from './open-loop.ts';
import { startWrk } from './wrk.ts';

/** What a load generator is started with. */
export type LoadSpec =
  /** Until it is let go; `longestMs` is a bound should that never come. Answers each message with a `LoadReading`. */
  | ({ readonly type: 'closed'; readonly wrk: string | undefined; readonly longestMs: number } & ClosedLoop)
  /** Answers once, with the requests. */
  | ({ readonly type: 'open' } & OpenLoop)
  /** The same, while another request is made again and again. */
  | ({ readonly type: 'mixed' } & OpenLoop);

/** How far it is. */
export interface LoadReading {
  readonly atMs: number;
  /** So much CPU time it has used so far; undefined where that cannot be read. */
  readonly cpuMs: number | undefined;
  readonly failures: number;
}

/** What was asked at fixed times, and what besides. */
export interface LoadAnswer {
  readonly asked: readonly Asked[];
  readonly heavy: readonly Heavy[];
}

const read = (cpuMs: number | undefined, failures: number): LoadReading => ({ atMs: monotonicMs(), cpuMs, failures });

/** To the tick of 10 ms that /proc counts in. */
const readingOfWrk = (file: string, spec: Extract<LoadSpec, { type: 'closed' }>): (() => LoadReading) => {
  const wrk = startWrk(file, spec, Math.ceil(spec.longestMs / 1_000));
  process.on('exit', () => void wrk.kill('SIGKILL'));
  wrk.on('exit', () => process.exit(1));
  wrk.on('error', (error) => {
    throw error;
  });
  return () => read(readProcess(wrk.pid as number)?.cpuMs, 0);
};

const readingOfOurs = (spec: ClosedLoop): (() => LoadReading) => {
  const failures = startClosedLoop(spec);
  return () => {
    const { system, user } = process.cpuUsage();
    return read((user + system) / 1_000, failures());
  };
};

const runMixed = async (spec: OpenLoop): Promise<LoadAnswer> => {
  const heavy = repeatHeavy(spec.port);
  const asked = await runOpenLoop(spec);
  return { asked, heavy: await heavy.stop() };
};

const main = async (): Promise<void> => {
  endWithParent();
  const spec = JSON.parse(process.argv[2] ?? '{}') as LoadSpec;
  if (spec.type === 'open') return tellParent({ asked: await runOpenLoop(spec), heavy: [] } satisfies LoadAnswer);
  if (spec.type === 'mixed') return tellParent((await runMixed(spec)) satisfies LoadAnswer);
  const reading = spec.wrk === undefined ? readingOfOurs(spec) : readingOfWrk(spec.wrk, spec);
  process.on('message', () => tellParent(reading()));
};

void main();
