import { ExitCode, Failure } from '@proctools/core';
import * as v from 'valibot';
import type { CommandResult, CommandsResult, Contention, Machine, Result, Sample } from '../results.ts';
import { claimsShape, commandsShape, hyperfineShape, suiteShape } from './result-shapes.ts';

/** Of a file that does not say where it was measured. */
const unknownMachine: Machine = {
  platform: '',
  arch: '',
  kernel: '',
  cpu: '',
  cores: 0,
  memoryBytes: 0,
  host: '',
  node: '',
};

const unknownContention: Contention = {
  foreignShare: undefined,
  stealShare: undefined,
  throttledMs: undefined,
  pressureShare: undefined,
};

const damaged = (file: string, why: string): Failure =>
  new Failure(ExitCode.failed, `${file}: ${why}`, {
    hint: "results are what fork-bench writes with --json or --export-json, or hyperfine's JSON",
  });

type Issues = readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]];

/** `measurements.2.unit: expected "ns" | "ms" but received "days"`. */
const firstOf = (issues: Issues): string => {
  const [{ expected, received }] = issues;
  const place = v.getDotPath(issues[0]);
  return `${place ? `${place}: ` : ''}expected ${expected ?? 'something else'}, not ${received}`;
};

const checked = <Shape extends v.GenericSchema>(shape: Shape, value: unknown, where: string): v.InferOutput<Shape> => {
  const read = v.safeParse(shape, value);
  if (!read.success) throw damaged(where, `no results that can be read: ${firstOf(read.issues)}`);
  return read.output;
};

const fromCommands = (value: unknown, where: string): CommandsResult => {
  const { results, ...rest } = checked(commandsShape, value, where);
  return {
    ...rest,
    results: results.map(({ command, commandLine, node, parameters, runs, way }) => ({
      command: commandLine,
      name: command,
      parameters,
      node,
      samples: runs,
      way,
    })),
  };
};

type Foreign = v.InferOutput<typeof hyperfineShape>['results'][number];

/** hyperfine tells CPU time as a mean of all runs only, and no code for a run that a signal ended. */
const foreignSample = ({ exit_codes, memory_usage_byte, times }: Foreign, index: number): Sample => ({
  wallMs: (times[index] ?? Number.NaN) * 1e3,
  cpuMs: undefined,
  userMs: undefined,
  systemMs: undefined,
  maxRssBytes: memory_usage_byte?.[index],
  exitCode: exit_codes?.[index] ?? (exit_codes && index in exit_codes ? 128 : 0),
  signal: undefined,
  isTimedOut: false,
  contention: unknownContention,
});

const fromHyperfine = (value: unknown, where: string): CommandsResult => ({
  type: 'commands',
  machine: unknownMachine,
  startedAt: '',
  results: checked(hyperfineShape, value, where).results.map(
    (one): CommandResult => ({
      command: one.command,
      name: one.command,
      parameters: one.parameters,
      node: undefined,
      samples: one.times.map((_, index) => foreignSample(one, index)),
      way: '',
    }),
  ),
  comparisons: [],
  warnings: [
    'measured by hyperfine, one command after the other: when the machine drifts meanwhile, that looks like a difference',
  ],
});

const typeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;

const isForeign = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !('type' in value) && 'results' in value;

const fromDocument = (value: unknown, where: string): Result => {
  if (isForeign(value)) return fromHyperfine(value, where);
  switch (typeOf(value)) {
    case 'commands':
      return fromCommands(value, where);
    case 'suite':
      return checked(suiteShape, value, where);
    case 'claims':
      return checked(claimsShape, value, where);
    default:
      throw damaged(where, 'JSON, but no results of fork-bench');
  }
};

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** Lines with their numbers; blank ones are left out. */
const linesOf = (text: string): readonly (readonly [line: string, number: number])[] =>
  text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [[line, index + 1] as const]));

const fromLines = (text: string, file: string): readonly Result[] =>
  linesOf(text).map(([line, number]) => {
    const where = `${file}, line ${number}`;
    const one = parsed(line);
    if (!one) throw damaged(where, 'not JSON, or cut short');
    return fromDocument(one.value, where);
  });

/**
 * The results in a text: a JSON value, an array of such, or one a line; ours, or an export of hyperfine's.
 * A Failure (code 1) names the `file`, the place in it, and what was expected there.
 */
export const readResults = (text: string, file: string): readonly Result[] => {
  const bare = text.replace(/^\ufeff/, '');
  if (bare.trim() === '') throw damaged(file, 'empty');
  const whole = parsed(bare);
  if (!whole) return fromLines(bare, file);
  const { value } = whole;
  if (!Array.isArray(value)) return [fromDocument(value, file)];
  if (value.length === 0) throw damaged(file, 'an empty list');
  return value.map((one: unknown, index) => fromDocument(one, `${file}, value ${index + 1}`));
};
