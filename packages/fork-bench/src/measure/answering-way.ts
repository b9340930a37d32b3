/** What the two ways have in common that answer with a whole `rusage`: the probe, and perl. */
import { describeEnded, ExitCode, Failure } from '@proctools/core';
import { type Answer, decodeAnswer, outcomeOf } from './answer.ts';
import { type Launch, launch } from './launch.ts';
import { refusal } from './not-started.ts';
import type { Reading, Run } from './way.ts';

/** Executes commands: `[file, ...operands]` is to be followed by the command's own file and operands. */
export interface Executor {
  /** For messages: `the probe`. */
  readonly title: string;
  readonly file: string;
  readonly operands: readonly string[];
  readonly environmentFor: (run: Run) => Readonly<Record<string, string>>;
  /** What the peak memory that is told can never be below, whatever the command does. */
  readonly floorBytes: number;
}

const failed = (message: string, error: string): Failure =>
  new Failure(ExitCode.failed, message, { cause: new Error(error) });

const readingOf = ({ error, status, measured }: Answer, isTimedOut: boolean, floorBytes: number): Reading => {
  if (measured === undefined) throw failed('cannot start another process', error ?? 'no answer');
  const { wallMs, userMs, systemMs, maxRssBytes, usage } = measured;
  if (error !== undefined) return refusal(error, wallMs);
  return {
    wallMs,
    cpuMs: userMs + systemMs,
    userMs,
    systemMs,
    maxRssBytes: maxRssBytes > floorBytes ? maxRssBytes : undefined,
    ...outcomeOf(status),
    isTimedOut,
    usage,
  };
};

const runOnce = async (executor: Executor, run: Run, signal: AbortSignal): Promise<Reading> => {
  const { title, file, operands, environmentFor, floorBytes } = executor;
  const what: Launch = {
    file,
    operands: [...operands, run.file, ...run.operands],
    environment: environmentFor(run),
    isAnswering: true,
    run,
  };
  const launched = await launch(what, signal);
  if (launched.type === 'not-started') {
    // The command's operands and environment are ours on the way: too long for us is too long for it.
    if (launched.error === 'E2BIG') return refusal('E2BIG', launched.wallMs);
    throw failed(`cannot run ${title} (${file})`, launched.error);
  }
  const answer = decodeAnswer(launched.answer);
  if (answer === undefined) {
    throw failed(`${title} gave no answer about ${run.file}`, `it ended with ${describeEnded(launched.ended)}`);
  }
  return readingOf(answer, launched.isTimedOut, floorBytes);
};

/** What execvp(3) does with a text that begins with no `#!`, and what everybody expects therefore. */
const withShell = (run: Run): Run => ({ ...run, file: '/bin/sh', operands: [run.file, ...run.operands] });

/** Runs the command once. */
export const runWith = async (executor: Executor, run: Run, signal: AbortSignal): Promise<Reading> => {
  const reading = await runOnce(executor, run, signal);
  return reading.notStarted === 'ENOEXEC' ? runOnce(executor, withShell(run), signal) : reading;
};
