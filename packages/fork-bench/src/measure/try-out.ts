import { closeSync, existsSync, openSync } from 'node:fs';
import os from 'node:os';
import { ExitCode, Failure, isFailure } from '@proctools/core';
import type { Reading, Run, Way } from './way.ts';

/** No other program is likely to answer by mistake what is expected of this one. */
const CODE = 7;

/** Opened for reading and writing, as it is for all three standard streams. */
const withNull = async <Value>(work: (descriptor: number) => Promise<Value>): Promise<Value> => {
  const descriptor = openSync(os.devNull, 'r+');
  try {
    return await work(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

const trial = (descriptor: number): Run => ({
  file: process.execPath,
  operands: ['-e', `process.exit(${CODE})`],
  environment: {},
  cwd: process.cwd(),
  stdio: [descriptor, descriptor, descriptor],
  timeoutMs: undefined,
});

const SHELL = '/bin/sh';

/** A shell does as well, and takes a tenth of the time; Windows has none, nor have some containers. */
const quickTrial = (descriptor: number): Run => ({
  ...trial(descriptor),
  file: SHELL,
  operands: ['-c', `exit ${CODE}`],
});

const isRight = ({ exitCode, wallMs, cpuMs }: Reading, way: Way): boolean =>
  exitCode === CODE && wallMs > 0 && (cpuMs === undefined) === (way.cpuResolutionMs === undefined);

/** Answers with the way when a real run has shown that it works here; a Failure says what it did instead. */
export const tryOut = async (way: Way): Promise<Way> => {
  const make = existsSync(SHELL) ? quickTrial : trial;
  const reading = await withNull((descriptor) => way.run(make(descriptor), new AbortController().signal)).catch(
    (error: unknown) => {
      throw isFailure(error) ? error : new Failure(ExitCode.failed, 'the trial run went wrong', { cause: error });
    },
  );
  if (isRight(reading, way)) return way;
  throw new Failure(ExitCode.failed, `it said ${reading.exitCode} of a command that ended with ${CODE}`);
};
