/** Why nothing was installed. */
import { type Failure, failureText } from '@proctools/core';
import type { Owner } from './owner/owner.ts';
import type { Conflict } from './plan/plan.ts';
import { complaint, shown } from './words.ts';

/** Who put a file there, as far as that can be told. */
const whose = (owner: Owner | undefined): string => {
  if (owner?.type === 'mkbin') return ', which another mkbin made';
  if (owner?.type !== 'manager') return ', which mkbin did not make';
  return owner.package === null
    ? `, which ${owner.manager} put there`
    : `, which ${owner.manager} put there with ${owner.package}`;
};

const KINDS = {
  file: 'a file',
  link: 'a link',
  dangling: 'a link that leads nowhere',
  folder: 'a folder',
  other: 'no regular file',
};

const FORCE = 'use --force to replace it (mkbin undo puts it back), or --name to choose another name';

const CODES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ENOTDIR: 'not a directory',
};

const conflictText = (conflict: Conflict, ownerOf: (file: string) => Owner | undefined): string => {
  switch (conflict.type) {
    case 'unfit':
      return failureText('mkbin', conflict.failure);
    case 'occupied':
      return complaint(
        `${shown(conflict.path)}: ${KINDS[conflict.found]} is already there${whose(ownerOf(conflict.path))}`,
        FORCE,
      );
    case 'blocked':
      return complaint(
        `${shown(conflict.path)}: ${KINDS[conflict.found]} is already there`,
        'choose another name with --name, or another folder with --dir',
      );
    case 'changed':
      return complaint(`${shown(conflict.path)}: somebody has changed this since mkbin made it`, FORCE);
    case 'elsewhere':
      return complaint(
        `${conflict.name} is installed already, as ${shown(conflict.path)}`,
        `use --force to move it, mkbin remove ${conflict.name} first, or --name to choose another name`,
      );
    case 'twice':
      return complaint(
        `several would be called ${conflict.name}: ${conflict.sources.map(shown).join(', ')}`,
        'install them one by one, with --name',
      );
    case 'itself':
      return complaint(`${shown(conflict.path)} is the command itself`, 'name the script that it leads to');
    case 'overtaken':
      return complaint(`${shown(conflict.path)} has been changed meanwhile`, 'run it again');
    case 'unwritable':
      return complaint(
        `cannot write to ${shown(conflict.path)}: ${CODES[conflict.code] ?? 'not possible'} (${conflict.code})`,
        'choose another folder with --dir',
      );
    case 'builtin':
      return complaint(
        `${conflict.shells.map((shell) => shell.split('/').at(-1)).join(' and ')} would never run it: ${conflict.name} is a builtin there`,
        'choose another name with --name, or use --force',
      );
  }
};

/** All that forbids a plan, and that nothing was done. */
export const reportConflicts = (conflicts: readonly Conflict[], ownerOf: (file: string) => Owner | undefined): string =>
  conflicts.map((conflict) => conflictText(conflict, ownerOf)).join('');

/** What went wrong with each of several things. */
export const reportFailures = (failures: readonly Failure[]): string =>
  failures.map((failure) => failureText('mkbin', failure)).join('');
