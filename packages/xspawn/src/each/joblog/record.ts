/** A line of a joblog, in the columns of GNU parallel; see JOBLOG in parallel(1). */
import { constants } from 'node:os';
import { ExitCode } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';
import type { JobEnding, JobResult } from '../job.ts';
import { quoteJob } from '../quote.ts';

export const HEADER = 'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n';

/** What a later run wants to know of a job that has ended. */
export interface Line {
  readonly number: number;
  readonly hasSucceeded: boolean;
  readonly command: Bytes;
}

/** A real-time signal has no name that Node knows. */
const NAMELESS = -1;

const signalNumber = (name: string): number =>
  (constants.signals as Readonly<Record<string, number>>)[name] ?? Number(/^SIG(\d+)$/.exec(name)?.[1] ?? NAMELESS);

/** Exit code and signal, as wait(2) has them: one of the two is 0. */
const valuesOf = (ending: JobEnding): readonly [exit: number, signal: number] => {
  if ('notStarted' in ending) return [ending.code, 0];
  return 'exited' in ending ? [ending.exited, 0] : [0, signalNumber(ending.killed)];
};

const seconds = (ms: number): string => (ms / 1_000).toFixed(3).padStart(10);

/** The line of a job; a job that ran out of time has the code 124. `received` is how many bytes it wrote to standard output. */
export const formatLine = (
  { job, command, ending, timedOut, startedAt, durationMs }: JobResult,
  received: number,
): Bytes => {
  const [exit, signal] = valuesOf(ending);
  const exitValue = timedOut ? ExitCode.timedOut : exit;
  const times = `${seconds(startedAt)}\t${seconds(durationMs)}`;
  return `${job.number}\t:\t${times}\t0\t${received}\t${exitValue}\t${signal}\t${quoteJob(command)}\n`;
};

const LINE = /^(\d{1,15})\t[^\t]*\t *[\d.]+\t *[\d.]+\t\d+\t\d+\t(-?\d+)\t(-?\d+)\t(.*)$/s;

/** Undefined when it is no line of a joblog. */
export const parseLine = (text: Bytes): Line | undefined => {
  const [, number, exit, signal, command] = LINE.exec(text) ?? [];
  if (number === undefined || command === undefined) return undefined;
  return { number: Number(number), hasSucceeded: exit === '0' && signal === '0', command };
};
