// What a cheap request waits while the same server computes, by where it computes.
import { monotonicMs } from '@proctools/core';
import { withChild } from '../child.ts';
import type { Ready } from '../http/server-spec.ts';
import type { LoadAnswer, LoadSpec } from '../load/load-spec.ts';
import type { Step, Suite, Tell } from '../suite.ts';
import { thin } from '../thin.ts';
import { iterationsFor } from './compute.ts';
import { askedMeanwhile, waitOf } from './meanwhile.ts';
import { type OffloadKind, type OffloadSpec, offloadKinds } from './offload-spec.ts';

/** How long one computation takes, on a core of its own. */
const COMPUTE_MS = 100;

/** Cheap requests a second: some for each computation, and hardly any load. */
const CHEAP_RATE = 200;

const MOST_VALUES = 500;

/** For as long as a few computations at least; what starting takes is not in it. */
const SHORTEST_MS = 4 * COMPUTE_MS;
const START_MS = 250;

let known: number | undefined;

/** Found out once in a driver: all places are given the same work. */
const iterations = (): number => {
  known ??= iterationsFor(COMPUTE_MS, monotonicMs);
  return known;
};

/** Asks a server of this kind; `mixed` has it compute meanwhile. */
const ask = (spec: OffloadSpec, type: 'open' | 'mixed', budgetMs: number): Promise<LoadAnswer> =>
  withChild({ entry: 'child-offload-server', spec }, async (server) => {
    const { port } = await server.next<Ready>();
    const ms = Math.max(budgetMs - START_MS, SHORTEST_MS);
    const load: LoadSpec = { type, port, ratePerSecond: CHEAP_RATE, ms, isKeepAlive: true };
    return await withChild({ entry: 'child-load', spec: load }, (generator) => generator.next<LoadAnswer>());
  });

const tellWaits = (tell: Tell, name: string, waits: readonly number[]): void =>
  tell({
    type: 'values',
    group: 'what a cheap request waits meanwhile',
    name,
    unit: 'ms',
    better: 'less',
    values: thin(waits, MOST_VALUES),
  });

const NOTHING = 'nothing is computed';

/** What the others are to be compared with. */
const idle: Step = {
  name: NOTHING,
  weight: 0.5,
  run: async (budgetMs, tell) => {
    const { asked } = await ask({ kind: 'own', iterations: iterations() }, 'open', budgetMs);
    tellWaits(tell, NOTHING, asked.map(waitOf));
  },
};

const computing = (kind: OffloadKind): Step => ({
  name: offloadKinds[kind],
  weight: 1,
  run: async (budgetMs, tell) => {
    const { asked, heavy } = await ask({ kind, iterations: iterations() }, 'mixed', budgetMs);
    tellWaits(tell, offloadKinds[kind], askedMeanwhile(asked, heavy).map(waitOf));
    tell({
      type: 'values',
      group: 'the request that computes',
      name: offloadKinds[kind],
      unit: 'ms',
      better: 'less',
      values: thin(
        heavy.map(({ answeredMs, sentMs }) => answeredMs - sentMs),
        MOST_VALUES,
      ),
    });
  },
});

export const suite: Suite = {
  name: 'offload',
  title: 'a computation in a server, and those who ask meanwhile',
  steps: () => [idle, ...(Object.keys(offloadKinds) as OffloadKind[]).map(computing)],
};
