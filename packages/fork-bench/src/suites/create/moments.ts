// The moments at which something happens to a child, in milliseconds of `performance.now()`. All listeners are attached when
// these are called: that has to be before the first `await`, or an event is lost, and a sample with it.
import type { EventEmitter } from 'node:events';
import { describeEnded, ExitCode, endedFrom, Failure } from '@proctools/core';

const failure = (what: string): Failure => new Failure(ExitCode.failed, `a child ended ${what}`);

/**
 * When it happens; rejects when the child ends first, or cannot be started. A stream may still have what it was given when its
 * process ends: only `close` comes after both. A thread has no `close`, and its messages come before its `exit`.
 */
export const moment = (
  of: EventEmitter,
  event: string,
  child: EventEmitter,
  last: 'close' | 'exit' = 'close',
): Promise<number> =>
  new Promise((resolve, reject) => {
    of.once(event, () => resolve(performance.now()));
    child.once('error', reject);
    child.once(last, () => reject(failure(`without "${event}"`)));
  });

/** When it has ended, and ended well; rejects when it has failed, or cannot be started. */
export const goodEnd = (child: EventEmitter): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code: number | null, signal: string | null) => {
      if (code === 0) resolve(performance.now());
      else reject(failure(`badly: ${describeEnded(endedFrom(code, signal))}`));
    });
  });

/** When a child that may be killed has ended. */
export const anyEnd = (child: EventEmitter): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve(performance.now()));
  });
