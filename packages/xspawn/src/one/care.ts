/** Looking after a command while it runs: how long it may take, be silent, and how much it may write. */
import { callAfter, monotonicMs, sleep } from '@proctools/core';
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
    const timer = limits.timeoutMs && callAfter(limits.timeoutMs, stop('timeout'));
    const idle = limits.idleMs === undefined ? undefined : callAfter(limits.idleMs, stop('idle'));
    const written = flow?.carry(child, { onBytes: () => idle?.refresh(), onTooMuch: stop('output') });
    const finish = async (): Promise<Pick<Attempt, 'stopped' | 'insisted'>> => {
      if (timer) clearTimeout(timer);
      clearTimeout(idle);
      const insisted = (await ending) ?? false;
      await written;
      child.release();
      return { stopped, insisted };
    };
    return { finish };
  },
});
