/// <reference path="./npm-normalize-package-bin.d.ts" />
/** The commands of a package: what `npm install --global` would make of its package.json. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, errorCode, Failure, quoteForShell } from '@proctools/core';
import normalize from 'npm-normalize-package-bin';
import { stem } from '../script/stem.ts';

/** A script with the name that it gets. */
export interface Named {
  readonly name: string;
  readonly file: string;
}

interface Manifest {
  readonly name?: string;
  readonly bin?: unknown;
  readonly directories?: { readonly bin?: unknown };
}

const refuse = (folder: string, why: string, more: { hint?: string; cause?: unknown } = {}): Failure =>
  new Failure(ExitCode.failed, `${quoteForShell(folder)} ${why}`, more);

const readManifest = (folder: string): Manifest => {
  const file = path.join(folder, 'package.json');
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, '')) as unknown;
    if (typeof manifest === 'object' && manifest !== null) return manifest;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') throw refuse(folder, 'is a folder, and has no package.json');
    if (errorCode(cause) !== undefined) throw refuse(file, 'cannot be read', { cause });
  }
  throw refuse(file, 'is not the JSON of a package');
};

/** Every file below the folder, but for what is hidden. */
const inFolder = (root: string, folder: unknown): readonly Named[] => {
  if (typeof folder !== 'string') return [];
  const below = path.join(root, path.join('/', folder)); // never outside of the package
  try {
    return readdirSync(below, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !path.join(entry.parentPath, entry.name).slice(below.length).includes('/.'))
      .map(({ name, parentPath }) => ({ name: stem(name), file: path.join(parentPath, name) }));
  } catch (cause) {
    throw refuse(below, 'is what "directories.bin" names, and cannot be read', { cause });
  }
};

/** What a folder's package.json calls its commands, in `bin` or in `directories.bin`. */
export const commandsOfPackage = (folder: string): readonly Named[] => {
  const manifest = readManifest(folder);
  const { bin = {} } = normalize({ ...manifest });
  const named = Object.entries(bin).map(([name, file]) => ({ name, file: path.join(folder, file) }));
  const commands = named.length > 0 ? named : inFolder(folder, manifest.directories?.bin);
  if (commands.length > 0) return commands;
  throw refuse(path.join(folder, 'package.json'), 'names no command', { hint: 'a command is named in its "bin"' });
};
