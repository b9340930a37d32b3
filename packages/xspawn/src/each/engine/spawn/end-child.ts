import type { Child } from '../../../child/child.ts';
import { familyOf } from '../../../child/family.ts';
import { endAll } from '../../../one/care.ts';
import type { JobSettings } from '../engine.ts';

/** Ends a child with all of its session, or, with `tree`, with all that it started. Resolves when nobody is left. */
export type EndChild = (signal: NodeJS.Signals) => Promise<unknown>;

type Limits = Pick<JobSettings, 'killAfterMs' | 'tree'>;

const onPosix = (child: Child, { killAfterMs, tree }: Limits): EndChild => {
  const family = familyOf(child.process.pid, child.ties);
  return (signal) => endAll(family, { killAfterMs, signal, tree, timeoutMs: undefined, idleMs: undefined });
};

/** There are no groups, and no signal can be refused. */
const onWindows =
  (child: Child): EndChild =>
  async (signal) =>
    child.signal(signal);

/** For a child that has not been waited for. */
export const endingFor = (child: Child, limits: Limits): EndChild =>
  process.platform === 'win32' ? onWindows(child) : onPosix(child, limits);
