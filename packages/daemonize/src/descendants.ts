import { childrenOf, readProcess, residentBytes } from '@proctools/core';

export const withDescendants = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(withDescendants)];

/** Resident memory of a process and its descendants, in bytes. */
export const residentWithDescendants = (pid: number): number =>
  withDescendants(pid).reduce((total, one) => total + residentBytes(one), 0);

/** Processor time that a process and its descendants have had, in milliseconds. */
export const cpuWithDescendants = (pid: number): number =>
  withDescendants(pid).reduce((total, one) => total + (readProcess(one)?.cpuMs ?? 0), 0);
