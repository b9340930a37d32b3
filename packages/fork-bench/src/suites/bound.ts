/** What every child of a suite does first. */

/**
 * Ends this process when its parent is gone, or wants no more of it: then the channel to it is closed. A process that is
 * stuck in a computation sees that once it is done.
 */
export const endWithParent = (): void => {
  process.once('disconnect', () => process.exit());
  process.once('error', () => process.exit()); // what was being sent when it went
};

/** Tells the parent; nothing happens when it is gone, as we are about to end then. */
export const tellParent = (answer: unknown): void => {
  process.send?.(answer, undefined, {}, () => {});
};
