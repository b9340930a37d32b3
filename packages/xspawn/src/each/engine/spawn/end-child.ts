import type { Child } from '../../../child/child.ts';
import { familyOf } from '../../../child/family.ts';
import { endAll } from '../../../one/care.ts';
import type { JobSettings } from '../engine.ts';

/** Ends a child with all of its session, or, with `tree`, with all that it started. Resolves when nobody is left. */
export type EndChild = (signal: NodeJS.Signals) => Promise<unknown>;

/** For a child that has not been waited for. */
export const endingFor = (child: Child, { killAfterMs, tree }: Pick<JobSettings, 'killAfterMs' | 'tree'>): EndChild => {
  const family = familyOf(child);
  return (signal) => endAll(family, { killAfterMs, signal, tree });
};
