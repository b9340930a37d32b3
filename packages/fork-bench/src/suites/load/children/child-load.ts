// The load generator: `dist/child-load.cjs SPEC`. A process of its own, so that its CPU time can be told apart from that of the server.
import { monotonicMs, readProcess } from '@proctools/core';
import { endWithParent, tellParent } from '../../bound.ts';
import { type ClosedLoop, startClosedLoop } from '../closed-loop.ts';
import { repeatHeavy } from '../heavy.ts';
import type { LoadAnswer, LoadReading, LoadSpec } from '../load-spec.ts';
import { type OpenLoop, runOpenLoop } from '../open-loop.ts';
import { startWrk } from '../wrk.ts';

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
