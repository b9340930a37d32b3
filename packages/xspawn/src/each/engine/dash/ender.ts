/** Ending the try that runs before its time: asked with a signal, then killed, and all of its session with it. */
import { callAfter } from '@proctools/core';
import type { JobSettings, Outcome } from '../engine.ts';
import type { Helper } from './helper.ts';
import { noTime, watchTime } from './time.ts';

export interface Ender {
  /** A try has begun; it has so much time. */
  readonly began: () => void;
  /** Perhaps one has; if it has not, the helper will be gone soon. */
  readonly mayHaveBegun: () => void;
  /** To end now, what runs and what may begin until the helper has ended. */
  readonly stop: (signal: NodeJS.Signals) => void;
  /** The try has ended. Calls back when nobody is left who was to be ended with it, with what was done to it. */
  readonly ended: (done: (why: Why) => void) => void;
  /** The same, but the helper still has something to do, and so nobody is looked for. */
  readonly endedAmongOthers: () => Why;
  /** The helper has gone. */
  readonly gone: () => void;
}

export type Why = Pick<Outcome, 'timedOut' | 'stopped'>;

export interface EnderParts {
  readonly limits: Pick<JobSettings, 'timeoutMs' | 'signal' | 'killAfterMs'>;
  readonly helper: () => Helper | undefined;
  /** Sees to it that a signal can hit nothing but the try that runs. False when that has ended meanwhile. */
  readonly isolate: () => boolean;
}

const itself: Why = { timedOut: false, stopped: false };

/** How often one looks whether those that were asked to end have ended: no event tells of other people's children. */
const LOOK_MS = 20;

export const createEnder = ({ helper, isolate, limits }: EnderParts): Ender => {
  const { killAfterMs, signal, timeoutMs } = limits;
  let timedOut = false;
  let stoppedBy: NodeJS.Signals | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let waiting: ((why: Why) => void) | undefined;
  let letGo: (() => void) | undefined;
  /** The helper was killed, too: it will be gone soon, and with it everybody else. */
  let isKilled = false;

  const insist = (): void => {
    isKilled = true;
    helper()?.signalGroup('SIGKILL');
  };
  const ask = (by: NodeJS.Signals): void => {
    if (by === 'SIGKILL') insist();
    else {
      helper()?.signalGroup(by);
      killTimer ??= callAfter(killAfterMs, insist);
    }
  };
  const time =
    timeoutMs === undefined
      ? noTime
      : watchTime(timeoutMs, () => {
          if (!isolate()) return;
          timedOut = true;
          letGo = helper()?.hold(); // it may have been recalled, and the try may leave others behind
          ask(signal);
        });

  const why = (): Why =>
    timedOut || stoppedBy !== undefined ? { timedOut, stopped: stoppedBy !== undefined } : itself;
  /** What was done to this try, which is not to be done to the next. */
  const takeWhy = (): Why => {
    const verdict = why();
    clearTimeout(killTimer);
    clearTimeout(lookTimer);
    letGo?.();
    [killTimer, lookTimer, letGo, timedOut] = [undefined, undefined, undefined, false];
    return verdict;
  };
  /** All is as new before it is told: whoever hears of it may begin the next one at once. */
  const settle = (): void => {
    const done = waiting;
    waiting = undefined;
    done?.(takeWhy());
  };
  const look = (): void => {
    if (isKilled) return;
    if (helper()?.hasCompany()) lookTimer = setTimeout(look, LOOK_MS);
    else settle();
  };
  return {
    began: () => {
      if (stoppedBy === undefined) time.began();
      else ask(stoppedBy);
    },
    mayHaveBegun: () => {
      if (stoppedBy === undefined) time.began();
    },
    stop: (by) => {
      stoppedBy = by;
      time.clear();
      helper()?.condemn();
      ask(by);
    },
    ended: (done) => {
      time.ended();
      if (!timedOut && stoppedBy === undefined) return done(itself);
      waiting = done;
      look();
    },
    endedAmongOthers: () => {
      time.ended();
      if (stoppedBy === undefined) return takeWhy();
      helper()?.signalGroup(stoppedBy); // the next one may have begun meanwhile
      return why();
    },
    gone: () => {
      const [done, verdict] = [waiting, takeWhy()];
      time.clear();
      [waiting, stoppedBy, isKilled] = [undefined, undefined, false];
      done?.(verdict);
    },
  };
};
