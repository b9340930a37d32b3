import type { Removed } from '../measure/environment.ts';

/** What was taken out of the environment, and why: `without NODE_OPTIONS (changes how every Node runs, ...)`. */
export const removalNotes = (removed: readonly Removed[]): readonly string[] =>
  removed.map(({ name, reason }) => `measured without ${name}, which --keep-environment keeps: ${reason}`);
