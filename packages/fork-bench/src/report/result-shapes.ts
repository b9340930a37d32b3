// What a file of results has to look like. A file is somebody's: edited, cut short, or another program's.
import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());
/** Not measured: left out, or null in JSON. As a function, so that the field is there when it was left out. */
const maybe = v.nullish(finite, () => undefined);
const maybeText = v.nullish(v.string(), () => undefined);

const machineShape = v.object({
  platform: v.string(),
  arch: v.string(),
  kernel: v.string(),
  cpu: v.string(),
  cores: finite,
  memoryBytes: finite,
  host: v.string(),
  node: v.string(),
});

const contentionShape = v.object({
  foreignShare: maybe,
  stealShare: maybe,
  throttledMs: maybe,
  pressureShare: maybe,
});

const positive = v.pipe(finite, v.minValue(0));

const sampleShape = v.object({
  wallMs: positive,
  cpuMs: maybe,
  userMs: maybe,
  systemMs: maybe,
  maxRssBytes: maybe,
  exitCode: finite,
  signal: maybeText,
  isTimedOut: v.boolean(),
  contention: contentionShape,
});

const comparisonShape = v.object({
  a: v.string(),
  b: v.string(),
  metric: v.picklist(['wall', 'cpu']),
  ratio: v.pipe(finite, v.gtValue(0)),
  low: maybe,
  high: maybe,
  pairs: positive,
  band: positive,
  verdict: v.picklist(['a-faster', 'b-faster', 'same', 'cannot-tell']),
  morePairs: maybe,
  detectable: maybe,
});

const parametersShape = v.optional(v.record(v.string(), v.string()), {});

/** A command as it stands in our own files. */
const commandShape = v.object({
  command: v.string(),
  commandLine: v.string(),
  parameters: parametersShape,
  node: maybeText,
  way: v.string(),
  runs: v.array(sampleShape),
});

export const commandsShape = v.object({
  type: v.literal('commands'),
  machine: machineShape,
  startedAt: v.string(),
  results: v.array(commandShape),
  comparisons: v.array(comparisonShape),
  warnings: v.array(v.string()),
});

const measurementShape = v.object({
  name: v.string(),
  group: v.string(),
  unit: v.picklist(['ns', 'µs', 'ms', '/s', 'MB', 'MB/s', '%', '×']),
  better: v.picklist(['less', 'more']),
  n: positive,
  p50: finite,
  p90: maybe,
  p99: maybe,
  low: maybe,
  high: maybe,
  values: v.array(finite),
  note: maybeText,
  node: v.string(),
});

export const suiteShape = v.object({
  type: v.literal('suite'),
  machine: machineShape,
  startedAt: v.string(),
  suite: v.string(),
  measurements: v.array(measurementShape),
  contention: contentionShape,
  notes: v.array(v.string()),
});

export const claimsShape = v.object({
  type: v.literal('claims'),
  machine: machineShape,
  startedAt: v.string(),
  claims: v.array(
    v.object({
      id: v.string(),
      text: v.string(),
      source: v.string(),
      verdict: v.picklist(['holds', 'does not hold', 'depends']),
      figure: v.string(),
      values: v.record(v.string(), finite),
      node: v.string(),
    }),
  ),
});

/** What hyperfine 1.12 and later export; parameters are absent from older files. */
export const hyperfineShape = v.object({
  results: v.pipe(
    v.array(
      v.object({
        command: v.string(),
        times: v.pipe(v.array(positive), v.minLength(1)),
        exit_codes: v.optional(v.array(v.nullable(finite))),
        memory_usage_byte: v.nullish(v.array(finite)),
        parameters: parametersShape,
      }),
    ),
    v.minLength(1),
  ),
});
