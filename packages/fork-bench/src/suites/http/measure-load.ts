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
}

const SPANS = 4;

/** This part of the time is not counted: connections are made, and code is compiled. Before that is done, a request costs ten times as much. */
const WARM_UP_SHARE = 0.4;

/** A server that has answered nothing for so long will not. */
const PATIENCE_MS = 10_000;

/** As wrk's users have it; fewer where each request makes one. */
const connectionsFor = (isKeepAlive: boolean): number => (isKeepAlive ? 64 : 32);

const specFor = ({ isKeepAlive, port, wrk }: Load, ms: number): LoadSpec => ({
  type: 'closed',
  wrk,
  longestMs: ms + 2 * PATIENCE_MS,
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

/** Reads until a span is over in which something was answered: on a busy machine it takes a while to begin. */
const warmUp = async (first: Reading, read: () => Promise<Reading>): Promise<Reading> => {
  const end = monotonicMs() + PATIENCE_MS;
  for (let before = first; ; ) {
    const after = await read();
    if (spanBetween(before, after).requestsPerSecond > 0) return after;
    if (monotonicMs() > end) {
      throw new Failure(ExitCode.failed, 'the server answered nothing', { hint: lastFailure(after) });
    }
    before = after;
  }
};

/** Loads a server for about so long, and says what it did. */
export const measureLoad = (server: Child, load: Load, ms: number): Promise<UnderLoad> =>
  withChild({ entry: 'child-load', spec: specFor(load, ms) }, async (generator) => {
    const readAfter = async (waitMs: number): Promise<Reading> => {
      await sleep(waitMs);
      return await readBoth(server, generator);
    };
    const begin = await warmUp(await readAfter(0), () => readAfter(ms * WARM_UP_SHARE));
    const readings = [begin];
    for (let left = SPANS; left > 0; left -= 1) readings.push(await readAfter((ms * (1 - WARM_UP_SHARE)) / SPANS));
    return {
      spans: readings.slice(1).map((after, index) => spanBetween(readings[index] as Reading, after)),
      whole: spanBetween(begin, readings.at(-1) as Reading),
    };
  });
