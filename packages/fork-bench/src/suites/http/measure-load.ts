// A server under as much load as it takes.
import { ExitCode, Failure, sleep } from '@proctools/core';
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

/** Of these the first is not counted: connections are made, and code is compiled. */
const SPANS = 5;

/** As wrk's users have it; fewer where each request makes one. */
const connectionsFor = (isKeepAlive: boolean): number => (isKeepAlive ? 64 : 32);

const specFor = ({ isKeepAlive, port, wrk }: Load, ms: number): LoadSpec => ({
  type: 'closed',
  wrk,
  longestMs: ms + 10_000,
  port,
  connections: connectionsFor(isKeepAlive),
  isKeepAlive,
});

const readBoth = async (server: Child, load: Child): Promise<Reading> => {
  const [ofServer, ofLoad] = await Promise.all([server.ask<ServerReading>(HOW_FAR), load.ask<LoadReading>(HOW_FAR)]);
  return { server: ofServer, load: ofLoad };
};

const assertAnswered = (spans: readonly Span[], { failures }: LoadReading): void => {
  if (spans.every(({ requestsPerSecond }) => requestsPerSecond > 0)) return;
  throw new Failure(ExitCode.failed, 'the server answered nothing for a while', {
    hint: failures > 0 ? `${failures} requests failed` : 'the machine may be too busy: give it more time with --budget',
  });
};

/** Loads a server for about so long, and says what it did in each span of it. */
export const measureLoad = (server: Child, load: Load, ms: number): Promise<readonly Span[]> =>
  withChild({ entry: 'child-load', spec: specFor(load, ms) }, async (generator) => {
    const readings: Reading[] = [];
    for (let left = SPANS; left > 0; left -= 1) {
      await sleep(ms / SPANS);
      readings.push(await readBoth(server, generator));
    }
    const spans = readings.slice(1).map((after, index) => spanBetween(readings[index] as Reading, after));
    assertAnswered(spans, (readings.at(-1) as Reading).load);
    return spans;
  });
