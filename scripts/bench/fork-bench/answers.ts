import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Comparison } from '../../../packages/fork-bench/src/results.ts';
import { bareEnvironment } from '../measure.ts';
import type { Workshop } from '../workshop.ts';

/** What hyperfine's JSON says of one command, as far as its summary is made of it. Seconds. */
interface Timed {
  readonly mean: number;
  readonly stddev: number;
  readonly times: readonly number[];
}

/** What hyperfine says of two commands. */
export interface HyperfineAnswer {
  /** Of the means, the slower one by the faster one: the number of its summary, at least 1. */
  readonly ratio: number;
  /** The `±` behind it. */
  readonly error: number;
  readonly first: Timed;
  readonly second: Timed;
}

const succeed = (name: string, words: readonly string[], workshop: Workshop): string => {
  const [file = '', ...operands] = words;
  const env = bareEnvironment(workshop.environment);
  const { error, status, stdout, stderr } = spawnSync(file, operands, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  if (status !== 0) throw error ?? new Error(`${name} ended with ${status}: ${stderr}`);
  return stdout;
};

/** Compares two commands with hyperfine, as it says that short commands should be compared. */
export const askHyperfine = (commands: readonly string[], runs: number, workshop: Workshop): HyperfineAnswer => {
  const file = workshop.path('hyperfine.json');
  const options = ['-N', '--warmup', '3', '--runs', String(runs), '--style', 'none', '--export-json', file];
  succeed('hyperfine', ['hyperfine', ...options, ...commands], workshop);
  const [first, second] = JSON.parse(readFileSync(file, 'utf8')).results as readonly Timed[];
  if (!first || !second) throw new Error('hyperfine said nothing of two commands');
  const [fast, slow] = first.mean < second.mean ? [first, second] : [second, first];
  const ratio = slow.mean / fast.mean;
  return { ratio, error: ratio * Math.hypot(slow.stddev / slow.mean, fast.stddev / fast.mean), first, second };
};

/** Compares the same two with ours: wall clock, and CPU time. */
export const askOurs = (
  built: string,
  commands: readonly string[],
  options: readonly string[],
  workshop: Workshop,
): Readonly<Record<'wall' | 'cpu', Comparison>> => {
  const words = [process.execPath, built, 'run', '--json', '--quiet', ...options, ...commands];
  const { comparisons } = JSON.parse(succeed('fork-bench', words, workshop)) as {
    readonly comparisons: readonly Comparison[];
  };
  const of = (metric: 'wall' | 'cpu'): Comparison => {
    const found = comparisons.find((comparison) => comparison.metric === metric);
    if (!found) throw new Error(`fork-bench said nothing of ${metric}`);
    return found;
  };
  return { wall: of('wall'), cpu: of('cpu') };
};
