import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { searchFolders } from './surroundings.ts';

/** What is not there is the usual case, and an error for each would cost more than all else. */
const isCommand = (file: string): boolean => {
  try {
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Windows tries these endings for a name that has none. */
const spellings = (name: string, { PATHEXT }: NodeJS.ProcessEnv): readonly string[] => {
  if (process.platform !== 'win32' || path.extname(name) !== '') return [name];
  return (PATHEXT || '.COM;.EXE;.BAT;.CMD').split(';').map((ending) => name + ending.toLowerCase());
};

const candidates = (name: string, environment: NodeJS.ProcessEnv): readonly string[] =>
  [...new Set(searchFolders(environment))].flatMap((folder) =>
    spellings(name, environment).map((spelling) => `${folder}${path.sep}${spelling}`),
  );

/** The files that a shell could mean by this name, in the order of PATH. */
export const commandsNamed = (name: string, environment: NodeJS.ProcessEnv): readonly string[] =>
  candidates(name, environment).filter(isCommand);

/** The file that a shell means by this name. */
export const commandNamed = (name: string, environment: NodeJS.ProcessEnv): string | undefined =>
  candidates(name, environment).find(isCommand);

/** Other commands of the name that `file` has: those found before it, and those that it hides. */
export const rivalsOf = (
  file: string,
  environment: NodeJS.ProcessEnv,
): { readonly before: readonly string[]; readonly after: readonly string[] } => {
  const [name, folder] = [path.basename(file), path.dirname(file)];
  const folders = searchFolders(environment);
  const own = folders.indexOf(folder);
  const others = commandsNamed(name, environment).filter((other) => other !== file);
  const isBefore = (other: string): boolean => own < 0 || folders.indexOf(path.dirname(other)) < own;
  return { before: others.filter(isBefore), after: others.filter((other) => !isBefore(other)) };
};
