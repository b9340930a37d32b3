/** What a child used, as far as Node lets one know: it does not hand on what wait4(2) says. */
import { readFileSync } from 'node:fs';
import type { Child } from '../child/child.ts';

export interface Usage {
  /** Of the command and of its children that it waited for, in milliseconds; the kernel counts ticks of 10 ms. */
  readonly userMs: number | null;
  readonly systemMs: number | null;
  /** The most resident memory that the command itself was seen to have. */
  readonly maxRssBytes: number | null;
}

const MS_PER_TICK = 10;
const FIRST_LOOK_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** User and system time of all children that we have waited for. proc_pid_stat(5) */
const childrenTimes = (): readonly [number, number] | undefined => {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [Number(fields[13]) * MS_PER_TICK, Number(fields[14]) * MS_PER_TICK];
  } catch {
    return undefined;
  }
};

const peakOf = (pid: number): number | undefined => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
};

/** Looks at a child until the function that it answers with is called, which tells what it used. */
export const watchUsage = (child: Child): (() => Usage) => {
  const before = childrenTimes();
  let peak: number | undefined;
  let timer: NodeJS.Timeout;
  const look = (pause: number): void => {
    peak = peakOf(child.process.pid ?? 0) ?? peak;
    timer = setTimeout(look, pause, Math.min(pause * 2, LONGEST_PAUSE_MS));
  };
  look(FIRST_LOOK_MS);
  return () => {
    clearTimeout(timer);
    const after = childrenTimes();
    return {
      userMs: before && after ? after[0] - before[0] : null,
      systemMs: before && after ? after[1] - before[1] : null,
      maxRssBytes: peak ?? null,
    };
  };
};
