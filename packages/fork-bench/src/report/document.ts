/** Results as JSON has them: for `--json`, `--export-json`, saved baselines, and programs of others. */
import type { CommandResult, Result, Sample } from '../results.ts';
import { figuresOf } from './command-figures.ts';

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1e3);

const ofAll = <Key extends keyof Sample>(samples: readonly Sample[], key: Key): readonly (Sample[Key] | null)[] =>
  samples.map((sample) => sample[key] ?? null);

/**
 * With the fields of hyperfine's export, so that its scripts read ours: times in seconds, `command` as it is shown.
 * Where CPU time was not to be had its `user` and `system` are missing, rather than 0. `runs` has all that was measured.
 */
const commandDocument = (result: CommandResult): object => {
  const { command, name, node, parameters, samples, way } = result;
  const figures = figuresOf(result);
  return {
    command: name,
    commandLine: command,
    mean: seconds(figures?.wall.mean),
    stddev: figures ? (seconds(figures.wall.deviation) ?? null) : undefined,
    median: seconds(figures?.wall.p50),
    low: seconds(figures?.wall.low),
    high: seconds(figures?.wall.high),
    min: seconds(figures?.wall.least),
    max: seconds(figures?.wall.most),
    user: seconds(figures?.userMs),
    system: seconds(figures?.systemMs),
    userMs: figures?.userMs,
    systemMs: figures?.systemMs,
    cpuMs: figures?.cpu?.p50,
    maxRssBytes: figures?.maxRssBytes,
    times: samples.map(({ wallMs }) => wallMs / 1e3),
    memory_usage_byte: samples.some(({ maxRssBytes }) => maxRssBytes !== undefined)
      ? ofAll(samples, 'maxRssBytes')
      : undefined,
    exit_codes: samples.map(({ exitCode, signal }) => (signal === undefined ? exitCode : null)),
    exitCodes: samples.map(({ exitCode }) => exitCode),
    parameters,
    node,
    way,
    contention: figures?.contention,
    outliers: figures?.flags.flatMap((flag, index) => (flag === undefined ? [] : [{ run: index + 1, flag }])),
    drift: figures?.drift,
    runs: samples,
  };
};

/** The value that JSON is made of, as the contract has it; `readResults` makes the result of it again. */
export const toDocument = (result: Result): unknown => {
  if (result.type !== 'commands') return result;
  const { comparisons, machine, results, startedAt, type, warnings } = result;
  return { type, machine, startedAt, results: results.map(commandDocument), comparisons, warnings };
};

/** The text of one document: indented; of several: one a line. */
export const formatDocuments = (results: readonly Result[]): string => {
  const [first, ...more] = results.map(toDocument);
  if (more.length === 0) return `${JSON.stringify(first, null, 2)}\n`;
  return [first, ...more].map((document) => `${JSON.stringify(document)}\n`).join('');
};
