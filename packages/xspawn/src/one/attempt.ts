/** One try of one command, from its start to its end. */
import { monotonicMs } from '@proctools/core';
import type { Birth, Child, Ending } from '../child/child.ts';
import { forwarding } from '../child/forwarding.ts';
import { startChild } from '../child/start-child.ts';

/** Why xspawn ended a command that had not ended by itself. */
export type Stopped = 'timeout' | 'idle' | 'output';

export interface Attempt {
  readonly ending: Ending;
  readonly stopped: Stopped | undefined;
  /** KILL was needed. */
  readonly insisted: boolean;
  readonly pid: number | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** What looks after a child while it runs, and what it has to say at the end. */
export interface Care {
  /** Ends it before its time, when there is a reason. */
  readonly watch: (child: Child) => { readonly finish: () => Promise<Pick<Attempt, 'stopped' | 'insisted'>> };
}

const noCare: Care = { watch: () => ({ finish: async () => ({ stopped: undefined, insisted: false }) }) };

/**
 * Runs a command once. Signals that we are sent meanwhile reach it, unless `forward` has another way for them;
 * whoever ends us by kill -9 ends it, too.
 */
export const attempt = async (birth: Birth, { watch } = noCare, forward = forwarding): Promise<Attempt> => {
  const startedAt = Date.now();
  const begin = monotonicMs();
  const { child, stop: stopForwarding } = forward(() => startChild(birth));
  const { finish } = watch(child);
  const ending = await child.ended;
  const durationMs = monotonicMs() - begin;
  stopForwarding(); // from now on a signal ends us
  const care = await finish();
  return { ending, ...care, pid: child.process.pid, startedAt, durationMs };
};
