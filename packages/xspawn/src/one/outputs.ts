/** The files, pipes and terminals that output goes to, opened. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import { isReaderGone, type Writer, writerTo } from '../output/writer.ts';
import { type Destination, writersDestination } from './flow.ts';
import type { StreamPlan } from './plan.ts';

/** Opens what an option names. */
export const openFile = (option: string, file: string, flags: string): number => {
  try {
    return openSync(file, flags);
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, `--${option}: cannot open ${file}`, { cause });
  }
};

/** The files that the output goes to. */
export interface Outputs {
  readonly stdout: number;
  readonly stderr: number;
  readonly tee: number | undefined;
  readonly closeAll: () => void;
}

export const openOutputs = (plan: StreamPlan): Outputs => {
  const flags = plan.append ? 'a' : 'w';
  const stdout = plan.stdout === undefined ? 1 : openFile('stdout', plan.stdout, flags);
  const isSameFile = plan.stderr !== undefined && plan.stderr === plan.stdout;
  const stderr = isSameFile ? stdout : plan.stderr === undefined ? 2 : openFile('stderr', plan.stderr, flags);
  const tee = plan.tee === undefined ? undefined : openFile('tee', plan.tee, flags);
  const opened = [stdout, stderr, tee].filter((one) => one !== undefined && one > 2) as number[];
  return {
    stdout,
    stderr,
    tee,
    closeAll: () => {
      for (const descriptor of new Set(opened)) closeSync(descriptor);
    },
  };
};

/** Whether a line on its way to one may be torn by a line to the other: the same terminal, or the same pipe. */
const isSamePlace = (one: number, other: number): boolean => {
  if (one === other) return true;
  try {
    const [first, second] = [fstatSync(one), fstatSync(other)];
    return !first.isFile() && first.dev === second.dev && first.ino === second.ino;
  } catch {
    return false;
  }
};

/** What writes the output. */
export interface Writers {
  readonly stdout: Writer;
  readonly stderr: Writer;
  readonly destination: Destination;
  /** Resolves when all is written. A Failure when it could not be. */
  readonly finish: () => Promise<void>;
}

const complain = (writers: readonly (readonly [string, Writer])[]): void => {
  for (const [name, writer] of writers) {
    const cause = writer.error();
    if (cause && !isReaderGone(cause)) throw new Failure(ExitCode.toolFailed, `cannot write to ${name}`, { cause });
  }
};

export const writersFor = (plan: StreamPlan, { stderr, stdout, tee }: Outputs): Writers => {
  const out = writerTo(stdout);
  const writers = { stdout: out, stderr: isSamePlace(stdout, stderr) ? out : writerTo(stderr) };
  const copy = tee === undefined ? undefined : writerTo(tee);
  return {
    ...writers,
    destination: writersDestination(writers, copy),
    finish: async () => {
      await Promise.all([writers.stdout.drained(), writers.stderr.drained(), copy?.drained()]);
      complain([
        [plan.stdout ?? 'standard output', writers.stdout],
        [plan.stderr ?? 'standard error', writers.stderr],
        ...(copy ? [[plan.tee ?? '', copy] as const] : []),
      ]);
    },
  };
};
