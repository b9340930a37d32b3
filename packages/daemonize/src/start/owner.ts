import { type Owner, takeGroups } from '@proctools/core';

/**
 * Does something with the owner's rights, not root's, so that no link in a folder of his leads
 * root to a file that is not his.
 */
export const withRightsOf = <Result>(owner: Owner | undefined, work: () => Result): Result => {
  if (!owner) return work();
  const groups = process.getgroups?.() ?? [];
  try {
    takeGroups(owner);
    process.setegid?.(owner.gid);
    process.seteuid?.(owner.uid);
    return work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(process.getgid?.() ?? 0);
    process.setgroups?.(groups);
  }
};

/** Does something with somebody's rights. */
export type Rights = <Result>(work: () => Result) => Result;

/** `withRightsOf`, for again and again. */
export const rightsFor =
  (owner: Owner | undefined): Rights =>
  (work) =>
    withRightsOf(owner, work);
