import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

type Entry = string | { readonly text: string; readonly mode: number } | { readonly linkTo: string };

/** What a directory holds: paths below it, and texts. A path that ends in a slash is an empty directory. */
export type Literal = Readonly<Record<string, Entry>>;

/** A file that may be run. */
export const executable = (text: string): Entry => ({ text, mode: 0o755 });

/** A symbolic link; the target is taken as it is written. */
export const link = (linkTo: string): Entry => ({ linkTo });

const writeEntry = (file: string, entry: Entry): void => {
  if (typeof entry === 'string') writeFileSync(file, entry);
  else if ('linkTo' in entry) symlinkSync(entry.linkTo, file);
  else writeFileSync(file, entry.text, { mode: entry.mode });
};

/** Writes the literal below an existing directory. */
export const write = (root: string, literal: Literal): void => {
  for (const [name, entry] of Object.entries(literal)) {
    const file = path.join(root, name);
    mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (!name.endsWith('/')) writeEntry(file, entry);
  }
};

/** A fresh directory that everybody may enter, with these files; it is removed when the test ends. */
export const directory = (literal: Literal = {}): string => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  chmodSync(root, 0o755);
  write(root, literal);
  return root;
};
