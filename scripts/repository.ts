import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The repository's root. */
export const repository = path.resolve(import.meta.dirname, '..');

/** A path in the repository. */
export const inRepository = (...names: readonly string[]): string => path.join(repository, ...names);

/** The folders of the packages, by name. */
export const packageNames = (): readonly string[] =>
  readdirSync(inRepository('packages'))
    .filter((name) => existsSync(inRepository('packages', name, 'package.json')))
    .sort();
