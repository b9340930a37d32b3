import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type DescriptorFlags, descriptorFlagsOf, descriptorsOf } from './descriptors.ts';
import { type Limit, limitsOf } from './limits.ts';
import { signalsIn } from './signal-mask.ts';

/** What /proc says about a process, at one moment; see proc(5). */
export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly processGroup: number;
  readonly session: number;
  /** The controlling terminal's device number; 0 is none. */
  readonly terminal: number;
  /** One letter: R, S, D, T, Z. */
  readonly state: string;
  /** Clock ticks since boot. */
  readonly startTime: number;
  readonly nice: number;
  readonly cwd: string;
  readonly umask: number;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly descriptors: ReadonlyMap<number, string>;
  descriptorFlags(descriptor: number): DescriptorFlags;
  readonly signals: Readonly<Record<'ignored' | 'blocked' | 'caught', ReadonlySet<string>>>;
  readonly limits: Readonly<Record<string, Limit>>;
  /** Real, effective, saved and file system ids. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  /** The effective ids. */
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

const read = (pid: number, name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8');

const wordsOf = (pid: number, name: 'cmdline' | 'environ'): readonly string[] =>
  read(pid, name).split('\0').slice(0, -1);

const pairOf = (word: string): readonly [string, string] => {
  const equals = word.indexOf('=');
  return [word.slice(0, equals), word.slice(equals + 1)];
};

/** The fields of /proc/PID/stat from the third on; the second, in parentheses, may hold anything. */
const statOf = (pid: number) => {
  const text = read(pid, 'stat');
  const [state = '', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 4]);
  return {
    state,
    ppid: field(4),
    processGroup: field(5),
    session: field(6),
    terminal: field(7),
    nice: field(19),
    threads: field(20),
    startTime: field(22),
  };
};

const statusOf = (pid: number) => {
  const lines = read(pid, 'status').split('\n');
  const values = new Map(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
  const value = (name: string): string => values.get(name) ?? '';
  const numbers = (name: string): readonly number[] => value(name).trim().split(/\s+/).filter(Boolean).map(Number);
  const [uids, gids] = [numbers('Uid'), numbers('Gid')];
  return {
    umask: Number.parseInt(value('Umask'), 8),
    uids,
    gids,
    uid: uids[1] ?? Number.NaN,
    gid: gids[1] ?? Number.NaN,
    groups: numbers('Groups'),
    signals: {
      ignored: signalsIn(value('SigIgn')),
      blocked: signalsIn(value('SigBlk')),
      caught: signalsIn(value('SigCgt')),
    },
  };
};

/** Everything /proc says about a process. Throws ENOENT when there is no such process. */
export const processInfo = (pid: number): ProcessInfo => ({
  pid,
  ...statOf(pid),
  ...statusOf(pid),
  cwd: readlinkSync(`/proc/${pid}/cwd`),
  command: wordsOf(pid, 'cmdline'),
  environment: Object.fromEntries(wordsOf(pid, 'environ').map(pairOf)),
  descriptors: descriptorsOf(pid),
  descriptorFlags: (descriptor) => descriptorFlagsOf(pid, descriptor),
  limits: limitsOf(pid),
});

/**
 * Whether the process runs: a zombie does not, unless only its first thread has ended. With a start time, whether it is
 * still that very process.
 */
export const isAlive = (pid: number, startTime?: number): boolean => {
  try {
    const stat = statOf(pid);
    const hasEnded = /[Xx]/.test(stat.state) || (stat.state === 'Z' && stat.threads <= 1);
    return !hasEnded && (startTime === undefined || stat.startTime === startTime);
  } catch {
    return false;
  }
};

/** A process as far as it takes to name it and to send it a signal. */
export interface Found {
  readonly pid: number;
  readonly startTime: number;
  readonly command: string;
}

const pids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const foundAt = (pid: number, fits: (pid: number) => boolean): readonly Found[] => {
  try {
    if (!fits(pid) || !isAlive(pid)) return [];
    return [{ pid, startTime: statOf(pid).startTime, command: wordsOf(pid, 'cmdline').join(' ') }];
  } catch {
    return []; // gone meanwhile, or not ours to look at
  }
};

/** All that run and have this `KEY=value` in the environment they were started with. */
export const processesWith = (marker: string): readonly Found[] =>
  pids().flatMap((pid) => foundAt(pid, () => wordsOf(pid, 'environ').includes(marker)));

/** All that run and name the path in environment or command line, or have a working directory below it. */
export const processesAround = (directory: string): readonly Found[] => {
  const around = (pid: number): boolean =>
    readlinkSync(`/proc/${pid}/cwd`).startsWith(directory) ||
    [...wordsOf(pid, 'environ'), ...wordsOf(pid, 'cmdline')].some((word) => word.includes(directory));
  return pids().flatMap((pid) => foundAt(pid, around));
};
