/** Ending the try that runs before its time: asked with a signal, then killed, and all of its session with it. */
import type { JobSettings, Outcome } from '../engine.ts';
import type { Helper } from './helper.ts';

export interface Ender {
  /** A try has begun; it has so much time. */
  readonly began: () => void;
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

const itself: Why = { timedOut: false, stopped: false };

/** How often one looks whether those that were asked to end have ended: no event tells of other people's children. */
const LOOK_MS = 20;

/** Longer than a timer can count is as good as for ever. */
const LONGEST_MS = 2 ** 31 - 1;

const after = (ms: number, call: () => void): NodeJS.Timeout => setTimeout(call, Math.min(ms, LONGEST_MS));

type Limits = Pick<JobSettings, 'timeoutMs' | 'signal' | 'killAfterMs'>;

export const createEnder = ({ killAfterMs, signal, timeoutMs }: Limits, helper: () => Helper | undefined): Ender => {
  let timedOut = false;
  let stoppedBy: NodeJS.Signals | undefined;
  let timer: NodeJS.Timeout | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let waiting: ((why: Why) => void) | undefined;
  /** The helper was killed, too: it will be gone soon, and with it everybody else. */
  let isKilled = false;

  const why = (): Why =>
    timedOut || stoppedBy !== undefined ? { timedOut, stopped: stoppedBy !== undefined } : itself;

  const insist = (): void => {
    isKilled = true;
    helper()?.signalGroup('SIGKILL');
  };
  const ask = (by: NodeJS.Signals): void => {
    if (by === 'SIGKILL') insist();
    else {
      helper()?.signalGroup(by);
      killTimer ??= after(killAfterMs, insist);
    }
  };
  const runOut = (): void => {
    timedOut = true;
    ask(signal);
  };
  const reset = (): void => {
    for (const each of [timer, killTimer, lookTimer]) clearTimeout(each);
    [timer, killTimer, lookTimer, waiting, timedOut] = [undefined, undefined, undefined, undefined, false];
  };
  /** All is as new before it is told: whoever hears of it may begin the next one at once. */
  const settle = (): void => {
    const [done, verdict] = [waiting, why()];
    reset();
    done?.(verdict);
  };
  const look = (): void => {
    if (isKilled) return;
    if (helper()?.hasCompany()) lookTimer = setTimeout(look, LOOK_MS);
    else settle();
  };
  return {
    began: () => {
      if (stoppedBy !== undefined) ask(stoppedBy);
      else if (timeoutMs !== undefined) timer = after(timeoutMs, runOut);
    },
    stop: (by) => {
      stoppedBy = by;
      helper()?.condemn();
      ask(by);
    },
    ended: (done) => {
      clearTimeout(timer);
      if (!timedOut && stoppedBy === undefined) return done(itself);
      waiting = done;
      look();
    },
    endedAmongOthers: () => {
      clearTimeout(timer);
      if (stoppedBy !== undefined) helper()?.signalGroup(stoppedBy); // the next one may have begun meanwhile
      return why();
    },
    gone: () => {
      const [done, verdict] = [waiting, why()];
      reset();
      stoppedBy = undefined;
      isKilled = false;
      done?.(verdict);
    },
  };
};
