// Whole commands are measured as fork-bench does it: in rounds, in random order within a round, and judged in pairs.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { resolveCommand } from '@proctools/core';
import { openSchedule } from '../../packages/fork-bench/src/compare/schedule.ts';
import { chooseWay } from '../../packages/fork-bench/src/measure/choose-way.ts';
import type { Reading, Run, Way } from '../../packages/fork-bench/src/measure/way.ts';
import type { Located } from '../../packages/fork-bench/src/stats/interval.ts';
import { pairedRatio } from '../../packages/fork-bench/src/stats/paired.ts';
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
  /** Untimed, after each round. */
  readonly cleanUp?: () => void;
}

export interface Plan {
  readonly rounds: number;
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
  /** Against the baseline of the same round: Hodges and Lehmann's estimate on log ratios. */
  readonly cpuRatio: number;
  readonly wallRatio: number;
  /** The interval of the ratio of CPU times, at 95 %; undefined of fewer than 6 rounds. */
  readonly cpuInterval: Located['interval'];
}

/** sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** A run that takes longer counts as a mistake. */
const LONGEST_MS = 15 * 60_000;

const LEVEL = 0.95;

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

const fileOf = (name: string, { PATH }: Readonly<Record<string, string>>): string => {
  const resolved = resolveCommand(name, PATH, process.cwd());
  if (resolved.type !== 'found') throw new Error(`${name} cannot be run`);
  return resolved.file;
};

const runOnce = async (candidate: Candidate, count: number, way: Way): Promise<Reading> => {
  const { codes = [0], file, input, name, operands } = candidate;
  const environment = bareEnvironment(candidate.environment);
  const descriptors = [openSync(input ?? '/dev/null', 'r'), openSync('/dev/null', 'w'), openSync('/dev/null', 'w')];
  const [stdin = 0, stdout = 1, stderr = 2] = descriptors;
  const run: Run = {
    file: fileOf(file, environment),
    operands: operands(count),
    environment,
    cwd: process.cwd(),
    stdio: [stdin, stdout, stderr],
    timeoutMs: LONGEST_MS,
  };
  try {
    const reading = await way.run(run, new AbortController().signal);
    if (codes.includes(reading.exitCode)) return reading;
    throw new Error(`${name} ended with ${reading.signal ?? reading.exitCode}`);
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
};

/** What one run took for each of its units. */
interface Share {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const shareOf = ({ cpuMs = Number.NaN, wallMs }: Reading, { units = 1 }: Candidate): Share => ({
  wallMs: wallMs / units,
  cpuMs: cpuMs / units,
});

const summary = (name: string, own: readonly Share[], baseline: readonly Share[]): Measured => {
  const ratio = (of: (share: Share) => number): Located => pairedRatio(baseline.map(of), own.map(of), LEVEL);
  const cpu = ratio(({ cpuMs }) => cpuMs);
  const wallsMs = own.map(({ wallMs }) => wallMs);
  return {
    name,
    cpuMs: median(own.map(({ cpuMs }) => cpuMs)),
    wallMs: median(wallsMs),
    leastWallMs: Math.min(...wallsMs),
    cpuRatio: cpu.value,
    wallRatio: ratio(({ wallMs }) => wallMs).value,
    cpuInterval: cpu.interval,
  };
};

/** Runs all candidates once in each round, in random order, so that a busy moment hits all of them alike. */
export const measure = async (
  candidates: readonly Candidate[],
  { baseline, rounds, warmUps = 1 }: Plan,
  asked?: Way,
): Promise<readonly Measured[]> => {
  const way = asked ?? (await chooseWay('auto'));
  const reference = candidates.findIndex(({ name }) => name === baseline);
  const shares: Share[][] = candidates.map(() => []);
  const schedule = openSchedule({
    commands: candidates.length,
    reference: Math.max(reference, 0),
    warmup: warmUps,
    rounds: { type: 'exact', count: rounds },
    level: LEVEL,
    seed: Math.floor(Math.random() * 2 ** 31),
  });
  const runs = candidates.map((): number => 0);
  for (let action = schedule.next(0); action.type === 'run'; action = schedule.next(0)) {
    const { command, phase } = action;
    const candidate = candidates[command];
    if (candidate === undefined) throw new Error(`there is no candidate ${command}`);
    const run = runs[command] ?? 0;
    runs[command] = run + 1;
    const reading = await runOnce(candidate, run, way);
    candidate.cleanUp?.();
    const share = shareOf(reading, candidate);
    if (phase === 'measure') shares[command]?.push(share);
    schedule.record(reading);
  }
  return candidates.map(({ name }, index) => summary(name, shares[index] ?? [], shares[Math.max(reference, 0)] ?? []));
};
