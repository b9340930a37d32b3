import type { Owner } from './detach/birth.ts';

/** initgroups(3); the types of Node 20 forgot it. */
const { initgroups } = process as { initgroups?: (user: string, extraGroup: number) => void };

/** Gives this process the supplementary groups of a user; none when the uid has no name. Only root may. */
export const takeGroups = ({ gid, user }: Owner): void => {
  if (user === undefined) process.setgroups?.([]);
  else initgroups?.(user, gid);
};
