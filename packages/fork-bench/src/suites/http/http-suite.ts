// How much a server answers, and how fast, by the way in which its processes share a port.
import { monotonicMs } from '@proctools/core';
import { type Child, withChild } from '../child.ts';
import { onPath } from '../on-path.ts';
import type { Step, Suite, SuiteSettings, Tell } from '../suite.ts';
import { courseFor, type Part, timeFor } from './course.ts';
import { findingsOfLatencies, findingsUnderLoad, nameOf } from './http-findings.ts';
import { measureLatency } from './measure-latency.ts';
import { measureLoad } from './measure-load.ts';
import { canReusePort } from './reuse-port.ts';
import { type Ready, type ServerKind, type ServerSpec, serverKinds } from './server-spec.ts';

/** Does one part of the course, for about so long. */
const measure = async (
  server: Child,
  spec: ServerSpec,
  { isKeepAlive, type }: Part,
  at: { readonly port: number; readonly ms: number },
) => {
  const { ms, port } = at;
  if (type === 'latency') return findingsOfLatencies(spec, isKeepAlive, await measureLatency(port, isKeepAlive, ms));
  return findingsUnderLoad(spec, isKeepAlive, await measureLoad(server, { port, isKeepAlive, wrk: onPath('wrk') }, ms));
};

/** Takes a server through the course; tells at once what each part found. */
const measureAll = async (server: Child, spec: ServerSpec, course: readonly Part[], deadlineMs: number, tell: Tell) => {
  const { port } = await server.next<Ready>();
  for (const [index, part] of course.entries()) {
    const ms = timeFor(part, course.slice(index + 1), deadlineMs - monotonicMs());
    (await measure(server, spec, part, { port, ms })).forEach(tell);
  }
};

const LACKING = 'reusePort is not measured: this Node, or this system, does not have it';

const measuring = (spec: ServerSpec, course: readonly Part[]): Step => ({
  name: nameOf(spec),
  weight: 1,
  run: async (budgetMs, tell) => {
    if (spec.kind === 'reusePort' && !(await canReusePort())) return tell({ type: 'note', text: LACKING });
    const deadlineMs = monotonicMs() + budgetMs;
    const start = { entry: 'child-http-server', spec };
    await withChild(start, (server) => measureAll(server, spec, course, deadlineMs, tell));
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

/** Alone there is one process; the others have as many as is wanted. */
const specsFor = (settings: SuiteSettings): readonly ServerSpec[] => {
  const sharing = (Object.keys(serverKinds) as ServerKind[]).filter((kind) => kind !== 'single');
  const several = workersFor(settings).flatMap((workers) => sharing.map((kind) => ({ kind, workers })));
  return [{ kind: 'single', workers: 1 }, ...several];
};

export const suite: Suite = {
  name: 'http',
  title: 'requests to a server in one process, and in several that share a port',
  steps: (settings) => [telling, ...specsFor(settings).map((spec) => measuring(spec, courseFor(settings.isBrief)))],
};
