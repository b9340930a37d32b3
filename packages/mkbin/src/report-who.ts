/** Whose a name is. */
import path from 'node:path';
import { formatTable } from '@proctools/core';
import type { Owner } from './owner/owner.ts';
import type { Meaning, Who } from './owner/who.ts';
import { complaint, shown } from './words.ts';

const NAMES: Readonly<Record<string, string>> = { brew: 'Homebrew' };

const ownerText = (owner: Owner): string => {
  if (owner.type === 'mkbin') return 'mkbin';
  if (owner.type === 'unknown') return 'nobody known';
  const name = NAMES[owner.manager] ?? owner.manager;
  return owner.package === null ? name : `${name}: ${owner.package}`;
};

const meaningText = ({ owner, record }: Meaning): string =>
  record ? `mkbin: ${record.form} ${record.form === 'link' ? 'to' : 'of'} ${shown(record.source)}` : ownerText(owner);

/** A line for each file; the first is what runs. */
export const reportWho = ({ builtinOf, meanings }: Who): string =>
  formatTable([
    ...builtinOf.map((shell) => [`in ${path.basename(shell)}`, 'a builtin, before any file']),
    ...meanings.map((meaning) => [shown(meaning.path), meaningText(meaning)]),
  ]);

export const reportNobody = ({ name }: Who): string => complaint(`${shown(name)}: nobody has this name`);

const meaningData = ({ owner, path: file, record }: Meaning): object => ({
  path: file,
  owner: owner.type === 'manager' ? owner.manager : owner.type === 'mkbin' ? 'mkbin' : null,
  package: owner.type === 'manager' ? owner.package : null,
  form: record?.form ?? null,
  target: record?.source ?? null,
});

/** The same for programs. */
export const whoData = (all: readonly Who[]): string =>
  `${JSON.stringify(
    all.map(({ builtinOf, meanings, name }) => ({ name, builtinOf, files: meanings.map(meaningData) })),
  )}\n`;
