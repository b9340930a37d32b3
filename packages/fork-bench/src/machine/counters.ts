/** What the machine has counted since it was started; two readings tell what happened between them. */
import { closeSync, openSync, readSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monotonicMs } from '@proctools/core';
import { findControlGroup } from './control-group.ts';

/** In milliseconds; undefined where the system does not tell. */
export interface Reading {
  readonly atMs: number;
  /** Of all processors together, busy with whatever. */
  readonly busyMs: number | undefined;
  readonly cores: number;
  readonly stealMs: number | undefined;
  readonly throttledMs: number | undefined;
  readonly pressureMs: number | undefined;
}

export interface Counters {
  readonly read: () => Reading;
  readonly close: () => void;
}

/** sysconf(_SC_CLK_TCK): on Linux 100 for every program. */
const MS_PER_TICK = 10;

/**
 * Of `/proc/stat`: guests are in user time already, and what the host took (steal) was not used here. proc_stat(5)
 */
export const parseStat = (text: string): Pick<Reading, 'busyMs' | 'cores' | 'stealMs'> => {
  const ticks = /^cpu +(.+)/m.exec(text)?.[1]?.split(' ').map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal] = ticks;
  return {
    busyMs: ticks.length === 0 ? undefined : (user + nice + system + irq + softirq) * MS_PER_TICK,
    cores: text.match(/^cpu\d+ /gm)?.length ?? 1,
    stealMs: steal === undefined ? undefined : steal * MS_PER_TICK,
  };
};

/** Of the `some` line of `/proc/pressure/cpu`, in microseconds there. https://docs.kernel.org/accounting/psi.html */
export const parsePressure = (text: string): number | undefined => {
  const total = /^some .*total=(\d+)/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total) / 1_000;
};

/** Of a group's `cpu.stat`: microseconds in version 2, nanoseconds in version 1. cgroups(7) */
export const parseThrottled = (text: string): number | undefined => {
  const [, unit, time] = /^throttled_(usec|time) (\d+)/m.exec(text) ?? [];
  return time === undefined ? undefined : Number(time) / (unit === 'usec' ? 1_000 : 1_000_000);
};

/** Behind `/proc/stat`'s lines for processors come the interrupts, which nobody needs: a line for each processor has to fit. */
const BYTES_PER_CORE = 160;

const openQuietly = (file: string): number | undefined => {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
};

const onLinux = (): Counters => {
  const group = findControlGroup();
  const [stat, pressure, throttling] = [
    '/proc/stat',
    '/proc/pressure/cpu',
    group && path.join(group.folder, 'cpu.stat'),
  ].map((file) => (file === undefined ? undefined : openQuietly(file)));
  const buffer = Buffer.allocUnsafeSlow(4_096 + os.cpus().length * BYTES_PER_CORE);
  const textOf = (descriptor: number | undefined): string => {
    if (descriptor === undefined) return '';
    try {
      return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
    } catch {
      return ''; // a kernel with psi=0, a group that was taken away
    }
  };
  return {
    read: () => ({
      atMs: monotonicMs(),
      ...parseStat(textOf(stat)),
      pressureMs: parsePressure(textOf(pressure)),
      throttledMs: parseThrottled(textOf(throttling)),
    }),
    close: () => {
      for (const descriptor of [stat, pressure, throttling]) if (descriptor !== undefined) closeSync(descriptor);
    },
  };
};

/** What Node tells on every system: in milliseconds, and no steal. */
const elsewhere = (): Counters => ({
  read: () => {
    const cores = os.cpus();
    const busyMs = cores.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
    const unknown = { stealMs: undefined, throttledMs: undefined, pressureMs: undefined };
    return { atMs: monotonicMs(), busyMs: cores.length === 0 ? undefined : busyMs, cores: cores.length, ...unknown };
  },
  close: () => {},
});

/** Opens what is read many times; on Linux a reading costs about 10 µs then. */
export const openCounters = (): Counters => (process.platform === 'linux' ? onLinux() : elsewhere());
