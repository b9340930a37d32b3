/** The table of processes as Linux shows it in /proc (proc(5)). */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { errorCode } from '../failure.ts';
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

/** Longer than most of the files that are read so; the kernel writes them anew for each read from the beginning. */
const buffer = Buffer.allocUnsafeSlow(16_384);

/** Reads a file into the buffer, in three system calls and with little garbage: all processes are looked at while somebody waits. */
const fill = (path: string): number => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    return readSync(descriptor, buffer, 0, buffer.length, 0);
  } catch {
    return 0; // ended meanwhile, or not ours to read
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

/** A file that is shorter than the buffer. */
const readShort = (path: string): string => buffer.toString('latin1', 0, fill(path));

const threadsOf = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};

const pids = (): readonly number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

/** As many of the fields as are of use: each that is made is garbage soon, and all processes have one. */
const FIELDS = 20;

/** The fields behind the name, which is in brackets and may hold brackets and blanks itself. */
const parseStat = (stat: string): ProcessEntry | undefined => {
  const end = stat.lastIndexOf(')');
  if (end < 0) return undefined;
  const field = stat.slice(end + 2).split(' ', FIELDS);
  return {
    pid: Number.parseInt(stat, 10),
    state: field[0] ?? 'X',
    parent: Number(field[1]),
    processGroup: Number(field[2]),
    session: Number(field[3]),
    cpuMs: (Number(field[11]) + Number(field[12])) * MS_PER_TICK,
    startTime: field[19] ?? '',
    threads: Number(field[17]),
  };
};

export const readProcess = (pid: number): ProcessEntry | undefined => parseStat(readShort(`/proc/${pid}/stat`));

export const allProcesses = (): readonly ProcessEntry[] =>
  pids().flatMap((pid) => {
    const entry = readProcess(pid);
    return entry ? [entry] : [];
  });

/** What the file holds; only until the next is read. */
const readBytes = (path: string): Buffer => {
  const length = fill(path);
  return length < buffer.length ? buffer.subarray(0, length) : Buffer.from(read(path), 'latin1');
};

/** Any thread shows it; the first one does not any more once it has ended by itself. */
const environmentOf = (pid: number): Buffer => {
  const environment = readBytes(`/proc/${pid}/environ`);
  return environment.length > 0 ? environment : readBytes(`/proc/${pid}/task/${threadsOf(pid).at(-1) ?? pid}/environ`);
};

export const processesWithEnvironment = (
  assignments: readonly string[],
  among: readonly number[],
): readonly number[] => {
  const first = assignments.map((assignment) => Buffer.from(`${assignment}\0`));
  const later = assignments.map((assignment) => Buffer.from(`\0${assignment}\0`));
  return among.filter((pid) => {
    const environment = environmentOf(pid);
    return (
      later.some((bytes) => environment.includes(bytes)) || first.some((bytes) => environment.indexOf(bytes) === 0)
    );
  });
};

/** Each thread has children of its own; the file is there with CONFIG_PROC_CHILDREN, as distributions have it. */
export const childrenOf = (pid: number): readonly number[] =>
  threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );

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

/** By the clock that counts from boot, which nobody sets. proc_uptime(5) */
export const ageMs = ({ startTime }: ProcessEntry): number =>
  Number.parseFloat(read('/proc/uptime')) * 1_000 - Number(startTime) * MS_PER_TICK;

/** Whether /proc is that of another pid namespace: then its pids are not those that kill(2) takes. */
export const isForeign = (): boolean => {
  try {
    return readlinkSync('/proc/self') !== String(process.pid);
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
};
