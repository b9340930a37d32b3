import { findMembers, type Identity, type Membership } from '@proctools/core';

/** Every live process of several families, each once. */
export const findAll = (families: readonly Membership[]): readonly Identity[] => [
  ...new Map(families.flatMap(findMembers).map((member) => [member.pid, member])).values(),
];
