/** --progress: reads the counts of both ways from time to time, and shows them. Those who move the data know nothing of it. */
import { monotonicMs, showWaiting } from '@proctools/core';
import type { Joined, Way } from '../join/join.ts';
import { type Course, courseOf, type Passed, recent, type Sample, type Total } from './progress-line.ts';

export interface Progress {
  /** Before something else is written where the line is. */
  clear(): void;
  /** How it went in the end is told where it was told before. */
  stop(): void;
}

const passedOn = (way: Way | undefined): Passed | undefined =>
  way && { bytes: way.tally.bytes, messages: way.tally.messages };

const sampler = ({ back, there }: Joined, total: Total | undefined) => {
  const beganAt = monotonicMs();
  const take = (): Sample => ({ elapsedMs: monotonicMs() - beganAt, there: passedOn(there), back: passedOn(back) });
  let samples: readonly Sample[] = [take()];
  return {
    now: (): Course => {
      samples = recent(samples, take());
      return courseOf(samples, total);
    },
    overall: (): Course => {
      const last = take();
      const zero = (passed: Passed | undefined) => passed && { bytes: 0, messages: 0 };
      return courseOf([{ elapsedMs: 0, there: zero(last.there), back: zero(last.back) }, last], total);
    },
  };
};

/** On a terminal: a line that changes. */
export const showProgress = (
  joined: Joined,
  total: Total | undefined,
  text: (course: Course, columns: number) => string,
): Progress => {
  const { now } = sampler(joined, total);
  return showWaiting((_elapsedMs, columns) => text(now(), columns));
};

/** Lines that stay come ever more seldom: after a second, and then when a tenth more time has gone by, but once a minute. */
export const nextLineMs = (elapsedMs: number): number => Math.min(Math.max(elapsedMs / 10, 1_000), 60_000);

/** Elsewhere: a line from time to time, and one at the end. */
export const tellProgress = (
  joined: Joined,
  total: Total | undefined,
  tell: (course: Course, isLast: boolean) => void,
): Progress => {
  const { now, overall } = sampler(joined, total);
  let timer: NodeJS.Timeout;
  const wait = (elapsedMs: number): void => {
    timer = setTimeout(() => {
      const course = now();
      tell(course, false);
      wait(course.elapsedMs);
    }, nextLineMs(elapsedMs));
  };
  wait(0);
  return {
    clear: () => {},
    stop: () => {
      clearTimeout(timer);
      tell(overall(), true);
    },
  };
};
