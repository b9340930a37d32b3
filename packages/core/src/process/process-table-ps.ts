/** The table of processes as ps(1) tells it, for systems without /proc (macOS). */
import type { ProcessEntry } from './process-entry.ts';

const run = (command: string, operands: readonly string[]): string => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const environment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  return spawnSync(command, operands, { encoding: 'utf8', env: environment, maxBuffer: 1 << 28 }).stdout ?? '';
};

/** `[[dd-]hh:]mm:ss[.cc]` */
const cpuMilliseconds = (time: string): number => {
  const [days, rest] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = (rest ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1_000);
};

/** `lstart` last, because it is the only column with blanks in it. */
const COLUMNS = 'pid=,ppid=,pgid=,stat=,time=,lstart=';

/** Exported for its test: the columns are the same on every system that has ps. */
export const parseLine = (line: string): ProcessEntry | undefined => {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S.*\S)\s*$/.exec(line);
  if (!match) return undefined;
  const [, pid, parent, group, state = '', time = '', startTime = ''] = match;
  return {
    pid: Number(pid),
    parent: Number(parent),
    processGroup: Number(group),
    session: 0,
    state: state.charAt(0),
    startTime: startTime.replace(/\s+/g, ' '),
    threads: 1,
    cpuMs: cpuMilliseconds(time),
  };
};

const entries = (operands: readonly string[]): readonly ProcessEntry[] =>
  run('ps', [...operands, '-o', COLUMNS])
    .split('\n')
    .flatMap((line) => parseLine(line) ?? []);

export const readProcess = (pid: number): ProcessEntry | undefined => entries(['-p', String(pid)])[0];

export const allProcesses = (): readonly ProcessEntry[] => entries(['-ax']);

/** `ps eww` shows the environment behind the command, words parted by blanks. */
export const processesWithEnvironment = (assignments: readonly string[], among: readonly number[]): readonly number[] =>
  run('ps', ['axeww', '-o', 'pid=,command='])
    .split('\n')
    .filter((line) => assignments.some((assignment) => `${line} `.includes(` ${assignment} `)))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => among.includes(pid));

export const childrenOf = (pid: number): readonly number[] =>
  allProcesses().flatMap((entry) => (entry.parent === pid ? [entry.pid] : []));

export const residentBytes = (pid: number): number =>
  Number(run('ps', ['-p', String(pid), '-o', 'rss=']).trim()) * 1024;

/** ps does not tell where one operand ends: one string, good for showing and for telling two commands apart. */
export const commandLineOf = (pid: number): readonly string[] => {
  const line = run('ps', ['-ww', '-p', String(pid), '-o', 'command=']).trim();
  return line === '' ? [] : [line];
};

export const bootId = (): string => run('sysctl', ['-n', 'kern.bootsessionuuid']).trim();

/** `lstart` is the time of day, here in UTC: wrong by as much as somebody set the clock meanwhile. */
export const ageMs = ({ startTime }: ProcessEntry): number => Date.now() - Date.parse(`${startTime} UTC`);

export const isForeign = (): boolean => false;
