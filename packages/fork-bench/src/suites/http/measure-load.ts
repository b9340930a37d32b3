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
 * A server is not measured before its workers have answered so many requests each: then they are compiled. Node 20 answers 4,000
 * for a second of CPU in its first 600, 66,000 after 8,000, and 85,000 from 30,000 on.
 */
const WARM_REQUESTS = 10_000;

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

const isWarm = (reading: Reading): boolean =>
  answered(reading) >= WARM_REQUESTS * reading.server.filter((one) => one.isWorker).length;

/** Reads until the server is warm, or that takes too long. Something has been answered by then, or it is a Failure. */
const warmUp = async (ms: number, read: () => Promise<Reading>): Promise<Reading> => {
  const begin = monotonicMs();
  const before = await read();
  for (;;) {
    const reading = await read();
    const tookMs = monotonicMs() - begin;
    const hasBegun = answered(reading) > answered(before);
    if (hasBegun && (isWarm(reading) || tookMs > ms * LONGEST_WARM_UP)) return reading;
    if (!hasBegun && tookMs > PATIENCE_MS) {
      throw new Failure(ExitCode.failed, 'the server answered nothing', { hint: lastFailure(reading) });
    }
  }
};

/** Loads a server for about so long, and says what it did. */
export const measureLoad = (server: Child, load: Load, ms: number): Promise<UnderLoad> =>
  withChild({ entry: 'child-load', spec: specFor(load, ms) }, async (generator) => {
    const readAfter = async (waitMs: number): Promise<Reading> => {
      await sleep(waitMs);
      return await readBoth(server, generator);
    };
    const begin = await warmUp(ms, () => readAfter(ms * WARM_UP_SHARE));
    const readings = [begin];
    for (let left = SPANS; left > 0; left -= 1) readings.push(await readAfter((ms * (1 - WARM_UP_SHARE)) / SPANS));
    return {
      spans: readings.slice(1).map((after, index) => spanBetween(readings[index] as Reading, after)),
      whole: spanBetween(begin, readings.at(-1) as Reading),
      isWarm: isWarm(begin),
    };
  });
