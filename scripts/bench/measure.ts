import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { median } from './statistics.ts';

/** A command to measure. Its output goes nowhere; a `run` counts from 0, for what needs a new name each time. */
export interface Candidate {
  readonly name: string;
  readonly file: string;
  readonly operands: (run: number) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The file that is its standard input; nothing without it. */
  readonly input?: string;
  /** How many things one run does; all figures are for one of them. 1 without it. */
  readonly units?: number;
  /** Exit codes that are no mistake; 0 without it. */
  readonly codes?: readonly number[];
  /** Untimed, after each batch. */
  readonly cleanUp?: () => void;
}

export interface Plan {
  readonly batches: number;
  /** Per candidate and batch. The kernel tells CPU time in steps of 10 ms: a batch must be long against that. */
  readonly runs: number;
  /** Whose figures are 1. */
  readonly baseline: string;
  /** Rounds that are run before, and thrown away; 1 without it. */
  readonly warmUps?: number;
}

/** Milliseconds for one run, or for one unit of it: CPU time (user + system, of what was waited for) and time on the clock. */
export interface Measured {
  readonly name: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly leastWallMs: number;
  /** Against the baseline of the same batch, the median over the batches. */
  readonly cpuRatio: number;
  readonly wallRatio: number;
}

/** What runs a candidate once and knows the CPU time so far of all that was run; a test has its own. */
export interface Executor {
  readonly run: (candidate: Candidate, run: number) => { readonly wallMs: number };
  readonly cpuMs: () => number;
}

// sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on.
const TICK_MS = 10;

/** A run that takes longer counts as a mistake. */
const LONGEST_MS = 15 * 60_000;

/** How a run ended, as `spawnSync` tells it. */
type Ended = Pick<SpawnSyncReturns<string>, 'status' | 'signal' | 'error'>;

/** CPU time so far, user and system, of all children that ended and were waited for, in milliseconds. */
export const childrenCpuMs = (): number => {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS; // cutime and cstime: proc(5)
};

/** An environment made from nothing; NODE_EXTRA_CA_CERTS alone would cost Node 20 30 ms a start. */
export const bareEnvironment = (given: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LANG: 'C.UTF-8',
  ...given,
});

/** Runs the words with what the candidate wants of the surroundings; more descriptors may follow the usual three. */
export const spawnFor = (
  { environment, input }: Candidate,
  [file = '', ...operands]: readonly string[],
  ...descriptors: readonly 'pipe'[]
): SpawnSyncReturns<string> => {
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
  try {
    return spawnSync(file, operands, {
      stdio: [stdin, 'ignore', 'ignore', ...descriptors],
      env: bareEnvironment(environment),
      encoding: 'utf8',
      timeout: LONGEST_MS,
    });
  } finally {
    if (stdin !== 'ignore') closeSync(stdin);
  }
};

/** Throws unless the run could be made and ended as this candidate may. */
export const mustFit = ({ name, codes = [0] }: Candidate, ended: Ended): void => {
  if (ended.error) throw ended.error;
  if (!codes.includes(ended.status ?? -1)) throw new Error(`${name} ended with ${ended.signal ?? ended.status}`);
};

const runReally = (candidate: Candidate, run: number): { readonly wallMs: number } => {
  const begin = performance.now();
  const ended = spawnFor(candidate, [candidate.file, ...candidate.operands(run)]);
  const wallMs = performance.now() - begin;
  mustFit(candidate, ended);
  return { wallMs };
};

const real: Executor = { run: runReally, cpuMs: childrenCpuMs };

interface Batch {
  readonly cpuMs: number;
  readonly wallsMs: readonly number[];
}

const batch = (candidate: Candidate, runs: number, first: number, { run, cpuMs }: Executor): Batch => {
  const { units = 1 } = candidate;
  const before = cpuMs();
  const wallsMs = Array.from({ length: runs }, (_, index) => run(candidate, first + index).wallMs / units);
  const cpu = (cpuMs() - before) / runs / units;
  candidate.cleanUp?.();
  return { cpuMs: cpu, wallsMs };
};

const summary = (name: string, own: readonly Batch[], baseline: readonly Batch[]): Measured => {
  const ratio = (of: (batch: Batch) => number): number =>
    median(own.map((batch, index) => of(batch) / of(baseline[index] ?? batch)));
  const wallsMs = own.flatMap((batch) => batch.wallsMs);
  return {
    name,
    cpuMs: median(own.map((batch) => batch.cpuMs)),
    wallMs: median(wallsMs),
    leastWallMs: Math.min(...wallsMs),
    cpuRatio: ratio((batch) => batch.cpuMs),
    wallRatio: ratio((batch) => median(batch.wallsMs)),
  };
};

/** Runs the candidates in turn, A B C A B C, so that a busy moment hits all of them alike. */
export const measure = (
  candidates: readonly Candidate[],
  { batches, runs, baseline, warmUps = 1 }: Plan,
  executor: Executor = real,
): readonly Measured[] => {
  const rounds = Array.from({ length: warmUps + batches }, (_, round) =>
    candidates.map((candidate) => batch(candidate, runs, round * runs, executor)),
  ).slice(warmUps);
  const of = (name: string): readonly Batch[] => {
    const column = candidates.findIndex((candidate) => candidate.name === name);
    return rounds.flatMap((round) => round[column] ?? []);
  };
  return candidates.map(({ name }) => summary(name, of(name), of(baseline)));
};
