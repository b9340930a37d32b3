import { readFileSync } from 'node:fs';
import { removeFile } from '@proctools/core';
import { type Change, keptFile, type Operation } from './operation.ts';
import { perform } from './perform.ts';
import { hasSameContent, isSame, stateOf } from './state.ts';
import type { Step } from './step.ts';

/** The step that puts back what a change replaced; undefined where there is nothing to put back. */
const inverse = (store: string, operation: Operation, change: Change): Step | undefined => {
  const { path, before, after, kept } = change;
  if (isSame(before, after)) return undefined;
  switch (before.type) {
    case 'absent':
      return { type: 'remove', path };
    case 'link':
      return { type: 'link', path, target: before.target };
    case 'file': {
      if (!kept) return { type: 'mode', path, mode: before.mode };
      const bytes = readFileSync(keptFile(store, operation, change));
      const { uid, gid, modifiedMs } = kept;
      return { type: 'file', path, bytes, mode: before.mode, modifiedMs, owner: { uid, gid } };
    }
    default:
      return undefined; // nothing ever replaces a folder, or what is neither file nor link
  }
};

/** The steps that undo an operation, the last change first. */
export const inverseOf = (store: string, operation: Operation): readonly Step[] =>
  operation.changes.toReversed().flatMap((change) => inverse(store, operation, change) ?? []);

/** A folder that was made may have got other things in it, or be gone. */
const isAsLeft = ({ path, after }: Change): boolean => after.type === 'folder' || isSame(stateOf(path), after);

/** The paths that somebody has changed since. */
export const changedSince = ({ changes }: Operation): readonly string[] =>
  changes.filter((change) => !isAsLeft(change)).map(({ path }) => path);

/**
 * Puts back what an operation has changed so far; what somebody changed meanwhile, or what was not reached, stays.
 * Throws the system's error when something cannot be put back: it is still kept then.
 */
export const rollBack = (store: string, operation: Operation): void => {
  for (const change of operation.changes.toReversed()) {
    removeFile(change.beside);
    const now = stateOf(change.path);
    if (isSame(now, change.before) || !hasSameContent(now, change.after)) continue;
    const step = inverse(store, operation, change);
    if (step) perform(step, change.beside);
  }
};
