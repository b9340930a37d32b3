import type { Removed } from '../measure/environment.ts';

/** What was taken out of the environment; no note when nothing was. */
export const removalNotes = (removed: readonly Removed[]): readonly string[] => {
  if (removed.length === 0) return [];
  const names = removed.map(({ name }) => name).join(', ');
  return [`taken out of the environment of what is measured: ${names} (--keep-environment leaves them)`];
};
