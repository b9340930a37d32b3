import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countList } from '../src/machine/allowed-cores.ts';
import { contentionOf, type Span, spanBetween, wasDisturbed } from '../src/machine/contention.ts';
import { openContention } from '../src/machine/contention-record.ts';
import { findControlGroup } from '../src/machine/control-group.ts';
import { parsePressure, parseStat, parseThrottled } from '../src/machine/counters.ts';
import { describeMachine } from '../src/machine/describe-machine.ts';
import { machineDifferences } from '../src/machine/machine-differences.ts';
import { openQuietGate, waitForQuiet, waitingText } from '../src/machine/quiet-gate.ts';

/** A folder with these files, gone when the test has ended. */
const tree = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(path.join(tmpdir(), 'machine-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
};

test('this machine is described as Node knows it, and is no other than itself', () => {
  const machine = describeMachine();
  expect(machine).toMatchObject({ platform: process.platform, arch: process.arch, node: process.versions.node });
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.cores).toBeLessThanOrEqual(availableParallelism());
  expect(machineDifferences(machine, machine)).toEqual([]);
});

test('what makes two machines different is told, and a page of memory is nothing', () => {
  const here = describeMachine();
  const there = { ...here, kernel: '5.10.0', cores: 64, memoryBytes: here.memoryBytes + 4_096 };
  expect(machineDifferences(there, here)).toEqual([
    `processors allowed 64 there, ${here.cores} here`,
    `kernel 5.10.0 there, ${here.kernel} here`,
  ]);
  expect(machineDifferences({ ...here, memoryBytes: 2 * here.memoryBytes }, here)).toHaveLength(1);
});

test.each([
  ['0', 1],
  ['0-3', 4],
  ['0-3,8,10-11', 7],
])('the list %s has %i processors', (list, count) => {
  expect(countList(list)).toBe(count);
});

const V2 = {
  'proc/self/mountinfo': '29 22 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n',
  'proc/self/cgroup': '0::/user.slice/job\n',
};
const STAT_V2 = 'usage_usec 5\nnr_periods 0\nnr_throttled 0\nthrottled_usec 1500\n';

test('the tightest quota on the way up counts, whoever has set it', () => {
  const root = tree({
    ...V2,
    'sys/fs/cgroup/user.slice/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/user.slice/cpu.stat': STAT_V2,
    'sys/fs/cgroup/user.slice/job/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/user.slice/job/cpu.stat': STAT_V2,
  });
  expect(findControlGroup(root)).toEqual({
    folder: path.join(root, 'sys/fs/cgroup/user.slice'),
    version: 2,
    quota: { cores: 1.5, periodMs: 100 },
  });
});

test('version 1 is read where it counts processors, also below a folder with a blank and another root', () => {
  const root = tree({
    'proc/self/mountinfo':
      '30 22 0:27 / /sys/unified rw - cgroup2 cgroup2 rw\n31 22 0:28 /docker/abc /sys/fs/c\\040pu rw - cgroup cgroup rw,cpu,cpuacct\n',
    'proc/self/cgroup': '4:cpu,cpuacct:/docker/abc/inner\n0::/\n',
    'sys/unified/cpu.stat': 'usage_usec 5\n',
    'sys/fs/c pu/inner/cpu.stat': 'nr_periods 1\nnr_throttled 1\nthrottled_time 2000000\n',
    'sys/fs/c pu/inner/cpu.cfs_quota_us': '50000\n',
    'sys/fs/c pu/inner/cpu.cfs_period_us': '100000\n',
  });
  expect(findControlGroup(root)).toEqual({
    folder: path.join(root, 'sys/fs/c pu/inner'),
    version: 1,
    quota: { cores: 0.5, periodMs: 100 },
  });
});

test('without a group that counts there is none', () => {
  expect(findControlGroup(tree(V2))).toBeUndefined();
  expect(findControlGroup(tree({}))).toBeUndefined();
});

test('the counters of the kernel are read in milliseconds', () => {
  const stat =
    'cpu  100 10 50 900 7 3 2 5 1 0\ncpu0 50 5 25 450 3 1 1 2 1 0\ncpu1 50 5 25 450 4 2 1 3 0 0\nintr 1 2 3\n';
  expect(parseStat(stat)).toEqual({ busyMs: 1_650, cores: 2, stealMs: 50 });
  expect(parseStat('')).toEqual({ busyMs: undefined, cores: 1, stealMs: undefined });
  expect(parsePressure('some avg10=1.0 avg60=0 avg300=0 total=2500\nfull avg10=0 total=9\n')).toBe(2.5);
  expect(parsePressure('')).toBeUndefined();
  expect(parseThrottled(STAT_V2)).toBe(1.5);
  expect(parseThrottled('nr_throttled 1\nthrottled_time 2000000\n')).toBe(2);
  expect(parseThrottled('usage_usec 5\n')).toBeUndefined();
});

const reading = (atMs: number, busyMs: number | undefined) => ({
  atMs,
  busyMs,
  cores: 2,
  stealMs: atMs / 100,
  throttledMs: 0,
  pressureMs: undefined,
});

test('what others used is what was busy, without what was ours', () => {
  const span = spanBetween(reading(0, 0), reading(1_000, 900), 500);
  expect(contentionOf([span])).toEqual({
    foreignShare: 0.2,
    stealShare: 0.005,
    throttledMs: 0,
    pressureShare: undefined,
  });
  expect(contentionOf([spanBetween(reading(0, undefined), reading(1_000, 900), 500)]).foreignShare).toBeUndefined();
  expect(contentionOf([spanBetween(reading(0, 0), reading(1_000, 900), undefined)]).foreignShare).toBeUndefined();
});

test('short spans tell nothing, and many of them together what a long one tells', () => {
  const short = spanBetween(reading(0, 0), reading(100, 90), 50);
  expect(contentionOf([short]).foreignShare).toBeUndefined();
  expect(contentionOf(Array.from({ length: 10 }, (): Span => short)).foreignShare).toBeCloseTo(0.2);
});

test('ticks that count too little in one span are made up for by the others', () => {
  const spans = [
    spanBetween(reading(0, 0), reading(500, 100), 300),
    spanBetween(reading(500, 100), reading(1_000, 900), 400),
  ];
  expect(contentionOf(spans).foreignShare).toBeCloseTo(0.1);
  expect(contentionOf([spans[0] as Span]).foreignShare).toBe(0);
});

test.each([
  [{ foreignShare: 0.2 }, 0.1, true],
  [{ foreignShare: 0.05, stealShare: 0.06 }, 0.1, true],
  [{ foreignShare: 0.05 }, 0.1, false],
  [{ throttledMs: 3 }, 0.1, true],
  [{}, 0.1, false],
])('%j disturbs at %d: %j', (known, share, expected) => {
  const unknown = { foreignShare: undefined, stealShare: undefined, throttledMs: undefined, pressureShare: undefined };
  expect(wasDisturbed({ ...unknown, ...known }, share)).toBe(expected);
});

/** A machine on which others use these shares, window by window of 600 ms. */
const machineWith = (shares: readonly (number | undefined)[]) => {
  let windows = 0;
  return { now: () => windows * 600, watch: async () => shares[windows++] };
};

test.each([
  ['quiet at once', [0.02], { isQuiet: true, waitedMs: 600, foreignShare: 0.02 }],
  ['quiet later', [0.5, 0.3, 0.1], { isQuiet: true, waitedMs: 1_800, foreignShare: 0.1 }],
  ['never quiet', [0.5, 0.5, 0.5, 0.5, 0.5], { isQuiet: false, waitedMs: 2_400, foreignShare: 0.5 }],
  ['nobody knows', [undefined], { isQuiet: true, waitedMs: 600, foreignShare: undefined }],
])('the gate: %s', async (_, shares, expected) => {
  expect(await waitForQuiet({ share: 0.1, limitMs: 2_000, ...machineWith(shares) })).toEqual(expected);
});

test('the line of a gate says what others use, and since when it waits', () => {
  expect(waitingText(0.336, 12_300)).toBe('waiting for a quiet machine: others use 34 %, 12s');
  expect(waitingText(undefined, 900)).toBe('waiting for a quiet machine, 0ms');
});

test('a real gate opens where all is allowed, and gives up where nothing is; whoever aborts is told', async () => {
  const open = openQuietGate(1);
  expect(await open.pass(60_000, new AbortController().signal)).toMatchObject({ isQuiet: true });
  open.close();
  const never = openQuietGate(-1);
  expect(await never.pass(1, new AbortController().signal)).toMatchObject({ isQuiet: false });
  const reason = new Error('asked to end');
  await expect(never.pass(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  never.close();
});

test('a real record tells shares of the machine, and what a look costs', async () => {
  const record = openContention();
  const mark = record.mark();
  const end = performance.now() + 700;
  while (performance.now() < end); // busy, and it is ours
  const { foreignShare, pressureShare, stealShare } = record.since(mark);
  for (const share of [foreignShare, stealShare, pressureShare]) {
    if (share === undefined) continue;
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  expect(record.since(record.mark())).toEqual(contentionOf([]));
  expect(record.costMs).toBeGreaterThan(0);
  record.close();
});

test.runIf(process.platform === 'linux')('what a child of ours used counts as ours once it has ended', () => {
  const record = openContention();
  const mark = record.mark();
  const burn = 'while (process.cpuUsage().user < 4e5);';
  expect(spawnSync(process.execPath, ['-e', burn]).status).toBe(0);
  const [known, unknown] = [record.spanSince(mark), record.spanSince(mark, 0)];
  expect((unknown.foreignMs ?? 0) - (known.foreignMs ?? 0)).toBeGreaterThan(350);
  record.close();
});
