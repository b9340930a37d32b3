/** The table of processes as Linux shows it in /proc (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessEntry } from './process-entry.ts';

/** sysconf(_SC_CLK_TCK): on Linux 100 for every program, whatever the kernel's own tick is. */
const MS_PER_TICK = 10;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // ended meanwhile, or not ours to read
  }
};

const pids = (): readonly number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

/** The fields behind the name, which is in brackets and may hold brackets and blanks itself. */
const parseStat = (stat: string): ProcessEntry | undefined => {
  const end = stat.lastIndexOf(')');
  if (end < 0) return undefined;
  const field = stat.slice(end + 2).split(' ');
  return {
    pid: Number.parseInt(stat, 10),
    state: field[0] ?? 'X',
    parent: Number(field[1]),
    processGroup: Number(field[2]),
    session: Number(field[3]),
    cpuMs: (Number(field[11]) + Number(field[12])) * MS_PER_TICK,
    startTime: field[19] ?? '',
  };
};

export const readProcess = (pid: number): ProcessEntry | undefined => parseStat(read(`/proc/${pid}/stat`));

export const allProcesses = (): readonly ProcessEntry[] =>
  pids().flatMap((pid) => {
    const entry = readProcess(pid);
    return entry ? [entry] : [];
  });

export const processesWithEnvironment = (assignment: string, among: readonly number[]): readonly number[] =>
  among.filter((pid) => `\0${read(`/proc/${pid}/environ`)}`.includes(`\0${assignment}\0`));

/** Each thread has children of its own; the file is there with CONFIG_PROC_CHILDREN, as distributions have it. */
export const childrenOf = (pid: number): readonly number[] => {
  let threads: readonly string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {}
  return threads.flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
};

export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

export const commandLineOf = (pid: number): readonly string[] =>
  Buffer.from(read(`/proc/${pid}/cmdline`), 'latin1')
    .toString()
    .split('\0')
    .slice(0, -1);

let boot: string | undefined;
export const bootId = (): string => {
  boot ??= read('/proc/sys/kernel/random/boot_id').trim();
  return boot;
};
