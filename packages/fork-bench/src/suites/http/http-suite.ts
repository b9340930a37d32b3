// How much a server answers, and how fast, by the way in which its processes share a port.
import { monotonicMs } from '@proctools/core';
import { type Child, withChild } from '../child.ts';
import { onPath } from '../on-path.ts';
import type { Step, Suite, SuiteSettings, Tell } from '../suite.ts';
import { type Latencies, MODERATE_RATE, measureLatency } from './measure-latency.ts';
import { measureLoad } from './measure-load.ts';
import { canReusePort } from './reuse-port.ts';
import { type Ready, type ServerKind, type ServerSpec, serverKinds } from './server-spec.ts';
import type { Span } from './share.ts';

const nameOf = ({ kind, workers }: ServerSpec): string => {
  if (kind === 'single') return serverKinds.single;
  return `${serverKinds[kind]}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
};

const connectionText = (isKeepAlive: boolean): string => (isKeepAlive ? 'keep-alive' : 'a connection each');

const rounded = (values: readonly number[], digits: number): readonly number[] =>
  values.map((value) => Math.round(value * 10 ** digits) / 10 ** digits);

const tellSpans = (tell: Tell, spec: ServerSpec, isKeepAlive: boolean, spans: readonly Span[]): void => {
  const common = { type: 'values', name: nameOf(spec) } as const;
  const group = (what: string): string => `${what}, ${connectionText(isKeepAlive)}`;
  const percent = (shares: readonly (number | undefined)[]): readonly number[] =>
    rounded(
      shares.flatMap((share) => (share === undefined ? [] : [share * 100])),
      1,
    );
  const [rates, cpuRates] = [spans.map((one) => one.requestsPerSecond), spans.map((one) => one.requestsPerCpuSecond)];
  tell({
    ...common,
    group: group('requests for a second of server CPU'),
    unit: '/s',
    better: 'more',
    values: rounded(cpuRates, 0),
  });
  tell({ ...common, group: group('requests'), unit: '/s', better: 'more', values: rounded(rates, 0) });
  const loadShares = percent(spans.map((one) => one.loadCores));
  const loads = { unit: '%', better: 'less', values: loadShares } as const;
  if (loadShares.length > 0) tell({ ...common, ...loads, group: group("the load generator's use of a core") });
  if (spec.workers < 2 || spec.kind === 'single') return;
  const busiest = percent(spans.map((one) => one.busiestShare));
  tell({
    ...common,
    group: group(`share of the busiest of ${spec.workers}`),
    unit: '%',
    better: 'less',
    values: busiest,
  });
};

const tellLatencies = (
  tell: Tell,
  spec: ServerSpec,
  isKeepAlive: boolean,
  { latenciesMs, latenessMs }: Latencies,
): void => {
  const common = { type: 'values', name: nameOf(spec), unit: 'ms', better: 'less' } as const;
  const at = `at ${MODERATE_RATE} requests a second, ${connectionText(isKeepAlive)}`;
  tell({ ...common, group: `latency ${at}`, values: latenciesMs });
  tell({ ...common, group: `of that, the load generator was late ${at}`, values: latenessMs });
};

/** A part of a step lasts so long at least. */
const SHORTEST_MS = 150;

/** Shares out what is left of the time until the deadline, at each of the parts anew: some take longer than they should. */
const sharing = (deadlineMs: number, parts: number): (() => number) => {
  let left = parts;
  return () => {
    const ms = (deadlineMs - monotonicMs()) / left;
    left -= 1;
    return Math.max(ms - START_MS, SHORTEST_MS);
  };
};

/** About what the start of a load generator takes, and its end. */
const START_MS = 100;

const measureBoth = async (server: Child, spec: ServerSpec, deadlineMs: number, tell: Tell): Promise<void> => {
  const { port } = await server.next<Ready>();
  const nextMs = sharing(deadlineMs, 4);
  for (const isKeepAlive of [true, false]) {
    tellSpans(tell, spec, isKeepAlive, await measureLoad(server, { port, isKeepAlive, wrk: onPath('wrk') }, nextMs()));
    tellLatencies(tell, spec, isKeepAlive, await measureLatency(port, isKeepAlive, nextMs()));
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
    await withChild({ entry: 'child-http-server', spec }, (server) => measureBoth(server, spec, deadlineMs, tell));
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
