// Verdicts on what is measured: each rests on intervals, never on one value.
import { expect, test } from 'vitest';
import { judgeBlocking } from '../../src/claims/experiments/blocking.ts';
import { judgeExecFile } from '../../src/claims/experiments/execfile-faster.ts';
import { type ForkCost, judgeForkCost } from '../../src/claims/experiments/fork-cost.ts';
import { judgeTicks } from '../../src/claims/experiments/nexttick.ts';
import { judgeShellProcess } from '../../src/claims/experiments/shell-extra-process.ts';
import { judgeWorkers } from '../../src/claims/experiments/workers-use-cores.ts';
import type { ClaimVerdict, Estimate } from '../../src/results.ts';

/** A value, and an interval of so much to each side. */
const about = (value: number, margin = value / 20): Estimate => ({
  value,
  low: value - margin,
  high: value + margin,
});

const quiet: ForkCost = {
  plain: about(18.5),
  certificates: about(18.6),
  loaded: about(22),
  memory: about(6.4),
  storm: { count: 8, blockedMs: 21 },
};

test.each<[what: string, Partial<ForkCost>, ClaimVerdict]>([
  ['less of both, whatever else there is', {}, 'does not hold'],
  ['more of both', { plain: about(40), memory: about(12) }, 'holds'],
  ['more time, where memory is not told', { plain: about(40), memory: undefined }, 'holds'],
  ['more time with certificates', { certificates: about(45) }, 'depends'],
  ['more time on a busy machine', { loaded: about(90) }, 'depends'],
  ['more time, less memory', { plain: about(40) }, 'depends'],
  ['less time, more memory', { memory: about(12) }, 'depends'],
  ['a time that may be more', { plain: about(29, 3) }, 'depends'],
  ['a memory that may be more', { memory: about(9.9, 0.5) }, 'depends'],
])('a fork that takes %s: %3$s', (_, measured, verdict) => {
  expect(judgeForkCost({ ...quiet, ...measured }).verdict).toBe(verdict);
});

test('the cost of a fork is told with its interval, and what changes it', () => {
  expect(judgeForkCost({ ...quiet, certificates: about(44.8), loaded: about(38.1) }).figure).toBe(
    '18.5 ms (95 %: 17.6 – 19.4) to the first message; 44.8 with NODE_EXTRA_CA_CERTS; 38.1 with every core busy; ' +
      '6.40 MB (95 %: 6.08 – 6.72) each; 8 at once held the parent up for 21.0 ms',
  );
});

test('the numbers behind a figure are all finite', () => {
  const open = { value: 20, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const { values } = judgeForkCost({ ...quiet, loaded: open });
  expect(Object.values(values).every(Number.isFinite)).toBe(true);
  expect(values).toMatchObject({ loadedMs: 20, plainMs: 18.5, memoryMb: 6.4 });
  expect(values).not.toHaveProperty('loadedMsLow');
});

test.each<[program: Estimate, builtin: Estimate, ClaimVerdict]>([
  [about(1.4), about(1.3), 'holds'],
  [about(1.4), about(0.97), 'depends'],
  [about(1.4), about(1.03, 0.02), 'depends'],
  [about(1.01, 0.005), about(1.4), 'does not hold'],
  [about(1.1, 0.3), about(1.1, 0.3), 'depends'],
])('exec takes %o times as long, %o with a builtin: %s', (program, builtin, verdict) => {
  expect(judgeExecFile({ execFileMs: about(1.8), program, builtin }).verdict).toBe(verdict);
});

const sh = { shell: 'sh', simple: true, compound: true };
const bash = { shell: 'bash', simple: false, compound: true };
const gone = { shell: 'odd', simple: false, compound: false };

test.each([
  [[sh], about(1.8), 'holds'],
  [[sh, bash], about(1.8), 'depends'],
  [[bash], about(1.8), 'depends'],
  [[sh], about(1, 0.1), 'depends'],
  [[gone], about(1.8), 'depends'],
  [[gone], about(1, 0.1), 'does not hold'],
] as const)('with the shells %o, which take %o times as long: %s', (shells, ratio, verdict) => {
  expect(judgeShellProcess({ shells, directMs: about(1.2), ratio }).verdict).toBe(verdict);
});

test('which shell stays beside its command is told by name', () => {
  expect(judgeShellProcess({ shells: [sh, bash], directMs: about(1.2), ratio: about(2) }).figure).toBe(
    'sh was there beside the command; bash became a single command, and was there beside one that another follows; ' +
      '1.20 ms without, with sh 2.00 × as long (95 %: 1.90 – 2.10)',
  );
});

const waiting = (meanwhile: number) => ({ requests: 10, meanwhile, waitMs: about(5) });

test.each([
  [0, 10, about(30), 'holds'],
  [1, 9, about(30), 'holds'],
  [0, 5, about(30), 'depends'],
  [0, 10, about(1, 0.1), 'depends'],
  [10, 10, about(30), 'does not hold'],
  [5, 10, about(30), 'depends'],
] as const)('%i of 10 answered while the server computes, %i while a child does, %o times as late: %s', (...row) => {
  const [inline, forked, ratio, verdict] = row;
  const measured = { computesMs: 60, inline: waiting(inline), forked: waiting(forked), ratio };
  expect(judgeBlocking(measured).verdict).toBe(verdict);
});

test.each([
  [about(1.93), about(1.9), 0, 'holds'],
  [about(1.93), about(0.9), 0, 'depends'],
  [about(1.93), about(0.9), 1.5, 'depends'],
  [about(1.02), about(0.9), 0.1, 'does not hold'],
  [about(1.02), about(0.9), 0.9, 'depends'],
  [about(1.5, 0.3), about(1.9), 0, 'depends'],
] as const)('two workers compute %o and answer %o times as much, with %d cores in other hands: %s', (...row) => {
  const [computing, answering, foreignCores, verdict] = row;
  expect(judgeWorkers({ workers: 2, computing, answering, answeringCores: 0.9, foreignCores }).verdict).toBe(verdict);
});

test.each([
  [about(20_000), about(20), 'holds'],
  [about(20_000), about(3.5), 'depends'],
  [about(3), about(3), 'does not hold'],
  [about(10, 2), about(3), 'depends'],
] as const)('a callback comes %o times as late, and costs %o times as much: %s', (latency, each, verdict) => {
  expect(judgeTicks({ tickUs: about(0.05), timeoutUs: about(1_080), latency, each }).verdict).toBe(verdict);
});
