/** What two readings of a server, and of what loads it, say about the time between them. Pure. */
import type { LoadReading } from '../load/load-spec.ts';
import type { ProcessReading, ServerReading } from './server-spec.ts';

/** Both at (nearly) one moment. */
export interface Reading {
  readonly server: ServerReading;
  readonly load: LoadReading;
}

export interface Span {
  readonly requestsPerSecond: number;
  /** Requests for a second of CPU time of all processes of the server. */
  readonly requestsPerCpuSecond: number;
  /** How many cores the load generator used: 0.7. Undefined where that cannot be read. */
  readonly loadCores: number | undefined;
  /** The share of the worker that answered most: from 1 / workers to 1. */
  readonly busiestShare: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The workers' readings come at different moments, as some are busier than others: each has its own span. */
const difference = (before: ProcessReading, after: ProcessReading | undefined) => ({
  seconds: ((after?.atMs ?? Number.NaN) - before.atMs) / 1_000,
  cpuSeconds: ((after?.cpuMs ?? Number.NaN) - before.cpuMs) / 1_000,
  requests: (after?.requests ?? Number.NaN) - before.requests,
});

const coresOf = (before: LoadReading, after: LoadReading): number | undefined =>
  before.cpuMs === undefined || after.cpuMs === undefined
    ? undefined
    : (after.cpuMs - before.cpuMs) / (after.atMs - before.atMs);

export const spanBetween = (before: Reading, after: Reading): Span => {
  const all = before.server.map((one, index) => difference(one, after.server[index]));
  const requests = sum(all.map((one) => one.requests));
  return {
    requestsPerSecond: sum(all.map((one) => one.requests / one.seconds)),
    requestsPerCpuSecond: requests / sum(all.map((one) => one.cpuSeconds)),
    loadCores: coresOf(before.load, after.load),
    busiestShare: requests === 0 ? Number.NaN : Math.max(...all.map((one) => one.requests)) / requests,
  };
};
