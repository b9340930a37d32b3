/** Looking after a command while it runs: how long it may take, be silent, and how much it may write. */
import { monotonicMs, sleep } from '@proctools/core';
import type { Child } from '../child/child.ts';
import { type Family, familyOf } from '../child/family.ts';
import type { LimitPlan } from '../tries.ts';
import type { Attempt, Care, Stopped } from './attempt.ts';
import type { Flow } from './flow.ts';

/** How often one looks whether those that were asked to end have ended: no event tells of other people's children. */
const LOOK_MS = 20;

/** SIGKILL cannot be refused; who outlives it for so long waits for a broken device. */
const PATIENCE_MS = 10_000;

const untilGone = async (family: Family, tree: boolean, forMs: number): Promise<boolean> => {
  const end = monotonicMs() + forMs;
  while (family.isAnybodyLeft(tree)) {
    if (monotonicMs() >= end) return false;
    await sleep(LOOK_MS);
  }
  return true;
};

/** Asks all of them with the signal, then insists. Answers whether it had to. */
export const endAll = async (
  family: Family,
  { killAfterMs, signal, tree }: Pick<LimitPlan, 'killAfterMs' | 'signal' | 'tree'>,
): Promise<boolean> => {
  family.signal(signal, tree);
  family.signal('SIGCONT', tree); // who is stopped would not hear
  if (await untilGone(family, tree, killAfterMs)) return false;
  family.signal('SIGKILL', tree);
  await untilGone(family, tree, PATIENCE_MS);
  return true;
};

/** Calls back when nothing has happened for so long; `touch` says that something has. */
const silence = (ms: number, call: () => void): { readonly touch: () => void; readonly clear: () => void } => {
  let last = monotonicMs();
  let timer: NodeJS.Timeout;
  const wait = (forMs: number): void => {
    timer = setTimeout(() => {
      const left = last + ms - monotonicMs();
      if (left > 0) wait(left);
      else call();
    }, forMs);
  };
  wait(ms);
  return {
    touch: () => {
      last = monotonicMs();
    },
    clear: () => clearTimeout(timer),
  };
};

/** Longer than a timer can count is as good as for ever. */
const LONGEST_MS = 2 ** 31 - 1;

/** The care that these limits ask for, and that takes the output through `flow` where there is one. */
export const careFor = (limits: LimitPlan, flow: Flow | undefined): Care => ({
  watch: (child: Child) => {
    let stopped: Stopped | undefined;
    let ending: Promise<boolean> | undefined;
    const family = familyOf(child);
    const stop = (why: Stopped) => (): void => {
      if (ending !== undefined || child.process.pid === undefined) return;
      stopped = why;
      ending = endAll(family, limits);
    };
    const timer = limits.timeoutMs && setTimeout(stop('timeout'), Math.min(limits.timeoutMs, LONGEST_MS));
    const idle = limits.idleMs === undefined ? undefined : silence(limits.idleMs, stop('idle'));
    const written = flow?.carry(child, { onBytes: () => idle?.touch(), onTooMuch: stop('output') });
    const finish = async (): Promise<Pick<Attempt, 'stopped' | 'insisted'>> => {
      if (timer) clearTimeout(timer);
      idle?.clear();
      const insisted = (await ending) ?? false;
      await written;
      child.release();
      return { stopped, insisted };
    };
    return { finish };
  },
});
