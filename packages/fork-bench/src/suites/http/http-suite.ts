// How much a server answers, and how fast, by the way in which its processes share a port.
import { monotonicMs } from '@proctools/core';
import { type Child, withChild } from '../child.ts';
import { onPath } from '../on-path.ts';
import type { Step, Suite, SuiteSettings, Tell } from '../suite.ts';
import { findingsOfLatencies, findingsUnderLoad, nameOf } from './http-findings.ts';
import { measureLatency } from './measure-latency.ts';
import { measureLoad } from './measure-load.ts';
import { canReusePort } from './reuse-port.ts';
import { type Ready, type ServerKind, type ServerSpec, serverKinds } from './server-spec.ts';

/** A part of a step, its share of the time, and how long it lasts at least. */
const parts = {
  load: { weight: 2, shortestMs: 500 },
  latency: { weight: 1, shortestMs: 150 },
} as const;

type Part = keyof typeof parts;

/** About what the start of a load generator takes, and its end. */
const START_MS = 100;

/** What is done with each server. */
const course = [
  { part: 'load', isKeepAlive: true },
  { part: 'latency', isKeepAlive: true },
  { part: 'load', isKeepAlive: false },
  { part: 'latency', isKeepAlive: false },
] as const;

/** The time for a part: its share of what is left for it and those that follow. Some take longer than they should. */
const timeFor = (following: readonly { readonly part: Part }[], leftMs: number): number => {
  const weights = following.reduce((sum, { part }) => sum + parts[part].weight, 0);
  const { shortestMs, weight } = parts[following[0]?.part ?? 'latency'];
  return Math.max((leftMs * weight) / weights - START_MS, shortestMs);
};

const measureAll = async (server: Child, spec: ServerSpec, deadlineMs: number, tell: Tell): Promise<void> => {
  const { port } = await server.next<Ready>();
  for (const [index, { isKeepAlive, part }] of course.entries()) {
    const ms = timeFor(course.slice(index), deadlineMs - monotonicMs());
    if (part === 'load') {
      const underLoad = await measureLoad(server, { port, isKeepAlive, wrk: onPath('wrk') }, ms);
      findingsUnderLoad(spec, isKeepAlive, underLoad).forEach(tell);
    } else findingsOfLatencies(spec, isKeepAlive, await measureLatency(port, isKeepAlive, ms)).forEach(tell);
  }
};

const measuring = (spec: ServerSpec): Step => ({
  name: nameOf(spec),
  weight: 1,
  run: async (budgetMs, tell) => {
    if (spec.kind === 'reusePort' && !(await canReusePort())) {
      return tell({ type: 'note', text: 'reusePort is not measured: this Node, or this system, does not have it' });
    }
    const deadlineMs = monotonicMs() + budgetMs;
    await withChild({ entry: 'child-http-server', spec }, (server) => measureAll(server, spec, deadlineMs, tell));
  },
});

const generatorText = (): string =>
  `loaded by ${onPath('wrk') ? 'wrk, in one thread' : 'our own client, which needs more CPU than wrk, as that is not on PATH'}: 64 connections with keep-alive, 32 without`;

const telling: Step = {
  name: 'the load generator',
  weight: 0,
  run: async (_, tell) => tell({ type: 'note', text: generatorText() }),
};

const workersFor = ({ isBrief, workers }: SuiteSettings): readonly number[] =>
  isBrief ? [Math.max(...workers)] : workers;

export const suite: Suite = {
  name: 'http',
  title: 'requests to a server in one process, and in several that share a port',
  steps: (settings) => [
    telling,
    measuring({ kind: 'single', workers: 1 }),
    ...workersFor(settings).flatMap((workers) =>
      (Object.keys(serverKinds) as ServerKind[])
        .filter((kind) => kind !== 'single')
        .map((kind) => measuring({ kind, workers })),
    ),
  ],
};
