/** Results to show: made by a rule, so that they are the same each time. */
import type {
  ClaimsResult,
  CommandResult,
  CommandsResult,
  Comparison,
  Contention,
  Machine,
  Measurement,
  Sample,
  SuiteResult,
} from '../../src/results.ts';
import { openRandom } from '../../src/stats/random.ts';

export const machine: Machine = {
  platform: 'linux',
  arch: 'x64',
  kernel: '6.18.44',
  cpu: 'AMD EPYC',
  cores: 2,
  memoryBytes: 24_500_000_000,
  host: 'bench',
  node: '20.20.2',
};

export const contention: Contention = {
  foreignShare: 0.034,
  stealShare: 0.002,
  throttledMs: 0,
  pressureShare: 0.12,
};

export const sample = (wallMs: number, more: Partial<Sample> = {}): Sample => ({
  wallMs,
  cpuMs: wallMs * 0.9,
  userMs: wallMs * 0.6,
  systemMs: wallMs * 0.3,
  maxRssBytes: 41_500_000,
  exitCode: 0,
  signal: undefined,
  isTimedOut: false,
  contention,
  ...more,
});

/** Times with a tail to the right, around this one. */
export const timesAround = (ms: number, count: number, seed: number): readonly number[] => {
  const { next } = openRandom(seed);
  return Array.from({ length: count }, () => ms * (1 + 0.06 * (next() + next() + next() - 1.5) + 0.2 * next() ** 8));
};

export const commandOf = (
  name: string,
  times: readonly number[],
  more: Partial<CommandResult> = {},
): CommandResult => ({
  command: name,
  name,
  parameters: {},
  node: undefined,
  samples: times.map((ms) => sample(ms)),
  way: 'probe',
  ...more,
});

export const comparisonOf = (a: string, b: string, more: Partial<Comparison> = {}): Comparison => ({
  a,
  b,
  metric: 'wall',
  ratio: 1.23,
  low: 1.19,
  high: 1.27,
  pairs: 30,
  band: 0.02,
  verdict: 'a-faster',
  morePairs: undefined,
  detectable: 0.036,
  ...more,
});

export const commandsOf = (
  results: readonly CommandResult[],
  comparisons: readonly Comparison[] = [],
  warnings: readonly string[] = [],
): CommandsResult => ({
  type: 'commands',
  machine,
  startedAt: '2026-11-20T10:00:00.000Z',
  results,
  comparisons,
  warnings,
});

export const measurementOf = (name: string, p50: number, more: Partial<Measurement> = {}): Measurement => ({
  name,
  group: 'time to the first message',
  unit: 'ms',
  better: 'less',
  n: 180,
  p50,
  p90: p50 * 1.2,
  p99: p50 * 1.6,
  low: p50 * 0.98,
  high: p50 * 1.02,
  values: [p50],
  note: undefined,
  node: '20.20.2',
  ...more,
});

export const suiteOf = (measurements: readonly Measurement[], notes: readonly string[] = []): SuiteResult => ({
  type: 'suite',
  machine,
  startedAt: '2026-11-20T10:00:00.000Z',
  suite: 'create',
  measurements,
  contention,
  notes,
});

export const claims: ClaimsResult = {
  type: 'claims',
  machine,
  startedAt: '2026-11-20T10:00:00.000Z',
  claims: [
    {
      id: 'fork-cost',
      text: 'a forked Node process needs at least 30 ms and 10 MB; so do not start hundreds',
      source: '001',
      verdict: 'does not hold',
      figure: '18.5 ms (95 %: 18.1 – 19.0) and 6.4 MB',
      values: { ms: 18.5, megabytes: 6.4 },
      node: '20.20.2',
    },
    {
      id: 'execfile-faster',
      text: 'execFile is more efficient than exec, as no shell is started',
      source: '001',
      verdict: 'holds',
      figure: 'execFile 1.78 ms, exec 2.48 ms',
      values: { execFileMs: 1.78, execMs: 2.48 },
      node: '20.20.2',
    },
    {
      id: 'workers-use-cores',
      text: 'N workers use N cores',
      source: '001',
      verdict: 'depends',
      figure: '1.95 × with computation, 0.94 × without',
      values: { computing: 1.95, idle: 0.94 },
      node: '20.20.2',
    },
  ],
};
