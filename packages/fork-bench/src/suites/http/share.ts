/** What two readings of a server, and of what loads it, say about the time between them. Pure. */
import type { LoadReading } from '../load/load-spec.ts';
import type { ProcessReading, ServerReading } from './server-spec.ts';

/** Both at (nearly) one moment. */
export interface Reading {
  readonly server: ServerReading;
  readonly load: LoadReading;
}

/** Undefined is what has no sense when nothing was answered, or cannot be read here. */
export interface Span {
  readonly requestsPerSecond: number;
  /** Requests for a second of CPU time of all processes of the server. */
  readonly requestsPerCpuSecond: number | undefined;
  /** How many cores the load generator used: 0.7. */
  readonly loadCores: number | undefined;
  /** The share of the worker that answered most: from 1 / workers to 1. */
  readonly busiestShare: number | undefined;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const perSecond = (count: number, ms: number): number | undefined => (ms > 0 ? (count * 1_000) / ms : undefined);

/** The processes were read at different moments, as some are busier than others: each has a time of its own. */
const difference = (before: ProcessReading, after: ProcessReading) => ({
  ms: after.atMs - before.atMs,
  cpuMs: after.cpuMs - before.cpuMs,
  requests: after.requests - before.requests,
});

const coresOf = (before: LoadReading, after: LoadReading): number | undefined =>
  before.cpuMs === undefined || after.cpuMs === undefined || after.cpuMs === before.cpuMs
    ? undefined // it took less than the clock can tell
    : (after.cpuMs - before.cpuMs) / (after.atMs - before.atMs);

export const spanBetween = (before: Reading, after: Reading): Span => {
  const all = before.server.map((one, index) => difference(one, after.server[index] ?? one));
  const requests = sum(all.map((one) => one.requests));
  return {
    requestsPerSecond: sum(all.map((one) => perSecond(one.requests, one.ms) ?? 0)),
    requestsPerCpuSecond: requests > 0 ? perSecond(requests, sum(all.map((one) => one.cpuMs))) : undefined,
    loadCores: coresOf(before.load, after.load),
    busiestShare: requests > 0 ? Math.max(...all.map((one) => one.requests)) / requests : undefined,
  };
};
