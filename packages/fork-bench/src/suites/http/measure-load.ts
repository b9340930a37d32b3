// A server under as much load as it takes.
import { ExitCode, Failure, monotonicMs, sleep } from '@proctools/core';
import { type Child, withChild } from '../child.ts';
import type { LoadReading, LoadSpec } from '../load/load-spec.ts';
import { HOW_FAR, type ServerReading } from './server-spec.ts';
import { type Reading, type Span, spanBetween } from './share.ts';

/** How it is loaded. */
export interface Load {
  readonly port: number;
  readonly isKeepAlive: boolean;
  /** The path of wrk; undefined for our own generator. */
  readonly wrk: string | undefined;
}

/** What a server did under load. */
export interface UnderLoad {
  readonly spans: readonly Span[];
  /** From the beginning of the first to the end of the last: what the kernel counts in ticks of 10 ms is no number for each. */
  readonly whole: Span;
  /** False when there was not enough time to have it compiled before: figures are too low then. */
  readonly isWarm: boolean;
}

const SPANS = 4;

/**
 * A server is not measured before its workers have answered so many requests each: then they are compiled. With keep-alive, Node 20
 * answers 4,000 for a second of CPU in its first 600, 66,000 after 8,000, and 85,000 from 30,000 on; with a connection each 3,000
 * in its first 500, and 25,000 from 5,000 on.
 */
const warmRequests = (isKeepAlive: boolean): number => (isKeepAlive ? 10_000 : 4_000);

/** This part of the time is not counted in any case: connections are made. */
const WARM_UP_SHARE = 0.2;

/** On a busy machine warming up takes longer; not longer than the time so many times. */
const LONGEST_WARM_UP = 2;

/** A server that has answered nothing for so long will not. */
const PATIENCE_MS = 10_000;

/** As wrk's users have it; fewer where each request makes one. */
const connectionsFor = (isKeepAlive: boolean): number => (isKeepAlive ? 64 : 32);

const specFor = ({ isKeepAlive, port, wrk }: Load, ms: number): LoadSpec => ({
  type: 'closed',
  wrk,
  longestMs: (1 + LONGEST_WARM_UP) * ms + 2 * PATIENCE_MS,
  port,
  connections: connectionsFor(isKeepAlive),
  isKeepAlive,
});

const readBoth = async (server: Child, load: Child): Promise<Reading> => {
  const [ofServer, ofLoad] = await Promise.all([server.ask<ServerReading>(HOW_FAR), load.ask<LoadReading>(HOW_FAR)]);
  return { server: ofServer, load: ofLoad };
};

const lastFailure = ({ load }: Reading): string =>
  load.failures > 0 ? `${load.failures} requests failed` : 'the machine may be too busy';

const answered = ({ server }: Reading): number => server.reduce((sum, { requests }) => sum + requests, 0);

const isWarm = (first: Reading, now: Reading, { isKeepAlive }: Load): boolean => {
  const workers = now.server.filter((one) => one.isWorker).length;
  return answered(now) - answered(first) >= warmRequests(isKeepAlive) * workers;
};

type Read = () => Promise<Reading>;

/** Reads again after so long, and later if nothing was answered until then: a span without an answer is a part of the next one. */
const readOn = async (read: Read, before: Reading, waitMs: number): Promise<Reading> => {
  const end = monotonicMs() + PATIENCE_MS;
  for (;;) {
    await sleep(waitMs);
    const after = await read();
    if (answered(after) > answered(before)) return after;
    if (monotonicMs() > end)
      throw new Failure(ExitCode.failed, 'the server answered nothing', { hint: lastFailure(after) });
  }
};

/** The first reading that counts, and whether the server was warm by then. */
const warmUp = async (read: Read, load: Load, ms: number): Promise<readonly [Reading, boolean]> => {
  const end = monotonicMs() + ms * LONGEST_WARM_UP;
  const first = await read();
  let reading = first;
  while (reading === first || (!isWarm(first, reading, load) && monotonicMs() < end)) {
    reading = await readOn(read, reading, ms * WARM_UP_SHARE);
  }
  return [reading, isWarm(first, reading, load)];
};

/** Loads a server for about so long, and says what it did. A Failure when it answers nothing. */
export const measureLoad = (server: Child, load: Load, ms: number): Promise<UnderLoad> =>
  withChild({ entry: 'child-load', spec: specFor(load, ms) }, async (generator) => {
    const read = () => readBoth(server, generator);
    const [begin, wasWarm] = await warmUp(read, load, ms);
    let last = begin;
    const spans: Span[] = [];
    while (spans.length < SPANS) {
      const reading = await readOn(read, last, (ms * (1 - WARM_UP_SHARE)) / SPANS);
      spans.push(spanBetween(last, reading));
      last = reading;
    }
    return { spans, whole: spanBetween(begin, last), isWarm: wasWarm };
  });
