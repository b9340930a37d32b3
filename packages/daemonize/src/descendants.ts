import { childrenOf, readProcess, residentBytes } from '@proctools/core';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** A process and all that it has started, as far as they are still its descendants. */
export const withDescendants = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(withDescendants)];

/** Resident memory of all of these, in bytes. */
export const residentBytesOf = (pids: readonly number[]): number => sum(pids.map(residentBytes));

/** Processor time that all of these have had, in milliseconds. */
export const cpuMsOf = (pids: readonly number[]): number => sum(pids.map((pid) => readProcess(pid)?.cpuMs ?? 0));
