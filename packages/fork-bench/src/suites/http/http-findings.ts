/** What was measured of a server becomes findings. Pure. */
import type { Finding } from '../suite.ts';
import type { Latencies } from './measure-latency.ts';
import type { UnderLoad } from './measure-load.ts';
import { type ServerSpec, serverKinds } from './server-spec.ts';

/** `cluster, none, 2 workers`. */
export const nameOf = ({ kind, workers }: ServerSpec): string => {
  if (kind === 'single') return serverKinds.single;
  return `${serverKinds[kind]}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
};

const connectionText = (isKeepAlive: boolean): string => (isKeepAlive ? 'keep-alive' : 'a connection each');

/** Those that there are, times `factor`, with so many digits behind the point. */
const told = (values: readonly (number | undefined)[], factor = 1, digits = 0): readonly number[] =>
  values
    .filter((value) => value !== undefined)
    .map((value) => Math.round(value * factor * 10 ** digits) / 10 ** digits);

const rates = (name: string, group: string, values: readonly (number | undefined)[], isWarm: boolean): Finding => ({
  type: 'values',
  group,
  name,
  unit: '/s',
  better: 'more',
  values: told(values),
  ...(!isWarm && { note: COLD }),
});

const percent = (name: string, group: string, share: number | undefined): Finding => ({
  type: 'values',
  group,
  name,
  unit: '%',
  better: 'less',
  values: told([share], 100, 1),
});

const COLD = 'there was no time to have its code compiled before: it can do more than this, see --budget';

/** Of as much load as the server took. */
export const findingsUnderLoad = (
  spec: ServerSpec,
  isKeepAlive: boolean,
  { isWarm, spans, whole }: UnderLoad,
): readonly Finding[] => {
  const name = nameOf(spec);
  const how = connectionText(isKeepAlive);
  const cpuRates = spans.map((one) => one.requestsPerCpuSecond);
  const wallRates = spans.map((one) => one.requestsPerSecond);
  const common = [
    rates(name, `requests for a second of server CPU, ${how}`, cpuRates, isWarm),
    rates(name, `requests, ${how}`, wallRates, isWarm),
    percent(name, `the load generator's use of a core, ${how}`, whole.loadCores),
  ];
  if (spec.kind === 'single' || spec.workers < 2) return common;
  return [...common, percent(name, `share of the busiest of ${spec.workers}, ${how}`, whole.busiestShare)];
};

/** Of a load that any server takes. */
export const findingsOfLatencies = (
  spec: ServerSpec,
  isKeepAlive: boolean,
  { latenciesMs, latenessMs, ratePerSecond }: Latencies,
): readonly Finding[] => {
  const common = { type: 'values', name: nameOf(spec), unit: 'ms', better: 'less' } as const;
  const at = `at ${ratePerSecond} requests a second, ${connectionText(isKeepAlive)}`;
  return [
    { ...common, group: `latency ${at}`, values: latenciesMs },
    { ...common, group: `of that, the load generator was late ${at}`, values: latenessMs },
  ];
};
