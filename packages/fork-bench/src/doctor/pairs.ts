/** Runs of two things in pairs, in random order inside each pair: what slows the machine down meets both alike. */
import { ExitCode, Failure } from '@proctools/core';
import type { Reading, Run, Way } from '../measure/way.ts';

export interface Pairs {
  readonly a: readonly Reading[];
  readonly b: readonly Reading[];
}

export interface PairsSettings {
  readonly way: Way;
  readonly count: number;
  readonly signal: AbortSignal;
  /** Told after each pair how many there are by now. */
  readonly tell?: (done: number) => void;
}

const runOnce = async (run: Run, { signal, way }: PairsSettings): Promise<Reading> => {
  const reading = await way.run(run, signal);
  if (reading.exitCode === 0) return reading;
  const reason = reading.notStarted ?? reading.signal ?? `exit code ${reading.exitCode}`;
  throw new Failure(ExitCode.failed, `${run.file} ${run.operands.join(' ')} fails: ${reason}`);
};

/** Runs that many pairs, after one that does not count: it brings the files into memory. Rejects when the signal aborts, and when one fails. */
export const runPairs = async (a: Run, b: Run, settings: PairsSettings): Promise<Pairs> => {
  const { count, tell } = settings;
  const pairs: { a: Reading[]; b: Reading[] } = { a: [], b: [] };
  for (let done = 0; done <= count; done += 1) {
    const isAFirst = Math.random() < 0.5;
    const first = await runOnce(isAFirst ? a : b, settings);
    const second = await runOnce(isAFirst ? b : a, settings);
    if (done === 0) continue;
    pairs.a.push(isAFirst ? first : second);
    pairs.b.push(isAFirst ? second : first);
    tell?.(done);
  }
  return pairs;
};

/** A value of each run; undefined where one has none, so that nobody compares what is not there. */
export const valuesOf = (readings: readonly Reading[], name: 'wallMs' | 'cpuMs'): readonly number[] | undefined => {
  const values = readings.flatMap((reading) => reading[name] ?? []);
  return values.length === readings.length && values.every((value) => value > 0) ? values : undefined;
};
