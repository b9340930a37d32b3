import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly bin?: Readonly<Record<string, string>>;
}

/** The repository's root. */
export const repository = path.resolve(import.meta.dirname, '../..');

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(path.join(repository, 'packages', name, 'package.json'), 'utf8'));

/** The file that a built command's package installs. Throws, with what to do, when it is not built. */
export const toolPath = (name: string): string => {
  const bin = manifestOf(name).bin?.[name];
  if (!bin) throw new Error(`packages/${name}/package.json names no command ${name} in "bin"`);
  const file = path.join(repository, 'packages', name, bin);
  try {
    accessSync(file, constants.X_OK);
  } catch (cause) {
    throw new Error(`${name} is not built: run "npm run build" (${path.relative(repository, file)})`, { cause });
  }
  return file;
};

/** Whether the command is built. */
export const isBuilt = (name: string): boolean => {
  try {
    return toolPath(name) !== '';
  } catch {
    return false;
  }
};
