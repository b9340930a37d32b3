/** Who keeps the cores busy. */
import type { ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { monotonicMs, readProcess } from '@proctools/core';

/** The CPU time of processes, in milliseconds; none of those that are gone. */
export const cpuMsOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + (readProcess(pid)?.cpuMs ?? 0), 0);

/** What all cores of the machine have been busy for. */
const machineMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

/** What cores were busy with meanwhile that neither these processes nor we were. */
export const watchOthers = (pids: readonly number[]): (() => number) => {
  const oursMs = (): number => {
    const { system, user } = process.cpuUsage();
    return cpuMsOf(pids) + (user + system) / 1_000;
  };
  const [machine, ours, begin] = [machineMs(), oursMs(), monotonicMs()];
  return () => Math.max(0, (machineMs() - machine - (oursMs() - ours)) / (monotonicMs() - begin));
};

export const pidsOf = (children: readonly ChildProcess[]): readonly number[] =>
  children.flatMap(({ pid }) => pid ?? []);
