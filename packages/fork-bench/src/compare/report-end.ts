import { ExitCode, Failure, formatDuration, spellOut } from '@proctools/core';
import type { Reading } from '../measure/way.ts';
import type { End } from './course.ts';

const reasonOf = (reading: Reading): string => {
  const { exitCode, isTimedOut, notStarted, signal, wallMs } = reading;
  if (notStarted !== undefined) return `cannot be executed (${notStarted})`;
  if (isTimedOut) return `was ended after ${formatDuration(Math.round(wallMs))}: --timeout`;
  return signal === undefined ? `ended with exit code ${exitCode}` : `was killed by ${signal}`;
};

/** What went wrong, as one would tell the user; undefined when nothing did, or when the user ended it. */
export const failureOf = (end: End): Failure | undefined => {
  if (end.type === 'failed') return end.error;
  if (end.type !== 'run-failed') return undefined;
  const { reading, subject } = end;
  const hint =
    reading.isTimedOut || reading.notStarted !== undefined
      ? undefined
      : '--ignore-failure goes on all the same; --show-output shows what it says';
  return new Failure(ExitCode.failed, `${spellOut(subject.name)} ${reasonOf(reading)}`, { hint });
};
