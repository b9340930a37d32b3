/** What is to be watched, and limited, of a join: decided from the options and what standard output and error are. */
import type { JoinPlan, Options } from '../plan.ts';
import type { RecordStyle } from './record-format.ts';

export interface Surroundings {
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly stdinIsTerminal: boolean;
}

export interface WatchPlan {
  readonly bytesPerSecond: number | undefined;
  readonly idleTimeoutMs: number | undefined;
  /** How much passes at most, and on which way that is counted. */
  readonly limits: readonly { readonly unit: 'bytes' | 'messages'; readonly most: number }[];
  readonly limitedWay: 'there' | 'back';
  /** `file` undefined: on standard error. */
  readonly record: (RecordStyle & { readonly file: string | undefined }) | undefined;
  readonly progress: 'line' | 'lines' | undefined;
}

const recordOf = ({ hex, tee, timestamps }: Options, { framing }: JoinPlan): WatchPlan['record'] =>
  hex || timestamps || tee !== undefined ? { file: tee, framing, hex, timestamps } : undefined;

/** Whether the terminal is free of data, and of what somebody types: they would be mixed with the line. */
const isFree = ({ back, first, second, there }: JoinPlan, around: Surroundings): boolean => {
  const ways = [
    { flows: there, source: first, sink: second },
    { flows: back, source: second, sink: first },
  ].filter(({ flows }) => flows);
  const reads = ways.some(({ source }) => source.address.type === 'stdio');
  const writes = ways.some(({ sink }) => sink.address.type === 'stdio');
  return !(reads && around.stdinIsTerminal) && !(writes && around.stdoutIsTerminal);
};

const progressOf = (plan: JoinPlan, options: Options, around: Surroundings): WatchPlan['progress'] => {
  if (options.progress) return around.stderrIsTerminal && !options.json ? 'line' : 'lines';
  const isTaken = options.quiet || options.json || (options.tee === undefined && recordOf(options, plan) !== undefined);
  return around.stderrIsTerminal && !isTaken && isFree(plan, around) ? 'line' : undefined;
};

const limitsOf = ({ bytes, count }: Options): WatchPlan['limits'] => [
  ...(count === undefined ? [] : [{ unit: 'messages', most: count } as const]),
  ...(bytes === undefined ? [] : [{ unit: 'bytes', most: bytes } as const]),
];

/** Undefined when nobody asked for anything of it. */
export const planWatch = (plan: JoinPlan, options: Options, around: Surroundings): WatchPlan | undefined => {
  const found: WatchPlan = {
    bytesPerSecond: options.rate,
    idleTimeoutMs: options.idleTimeout || undefined, // 0 is for ever
    limits: limitsOf(options),
    limitedWay: plan.there ? 'there' : 'back',
    record: recordOf(options, plan),
    progress: progressOf(plan, options, around),
  };
  const { bytesPerSecond, idleTimeoutMs, limits, progress, record } = found;
  return limits.length > 0 || (bytesPerSecond ?? idleTimeoutMs ?? progress ?? record) !== undefined ? found : undefined;
};
