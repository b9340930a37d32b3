import { win32 as path } from 'node:path';
import type { Place, Step, Variables } from '../planned.ts';
import { systemRoot, variableOf } from './variables.ts';

/** A file that a name may stand for, and what was done to come there. */
export interface Candidate {
  readonly file: string;
  readonly steps: readonly Step[];
}

const isPath = (name: string): boolean => /[\\/]|^[a-z]:/i.test(name);

/** Where programs are looked for; without a PATH, in Windows' own folders. */
export const searchOf = (environment: Variables): string =>
  variableOf(environment, 'PATH') ?? `${systemRoot(environment)}\\System32;${systemRoot(environment)}`;

/** A folder with a semicolon in its name stands in quotes. An empty part is not the current directory, as it is on Unix. */
const foldersOf = (environment: Variables): readonly string[] =>
  (searchOf(environment).match(/(?:"[^"]*"|[^;"])+/g) ?? []).map((part) => part.replaceAll('"', '')).filter(Boolean);

/** In small letters, as files mostly have them: it is what the program will see as its own name. */
const extensionsOf = (environment: Variables): readonly string[] =>
  (variableOf(environment, 'PATHEXT') || '.COM;.EXE;.BAT;.CMD')
    .toLowerCase()
    .split(';')
    .filter((part) => /^\../.test(part));

const isExecutable = (name: string): boolean => /\.(?:exe|com|bat|cmd)$/i.test(name);

/** Of `a.exe` that file comes first. A script, `a` or `a.js`, comes last: beside one that npm wrote for sh lies its .cmd. */
const inFolder = (name: string, extensions: readonly string[]): readonly Candidate[] => {
  const exact: Candidate = { file: name, steps: [] };
  const extended = extensions.map(
    (extension): Candidate => ({ file: name + extension, steps: [{ type: 'pathext', extension }] }),
  );
  return isExecutable(name) ? [exact, ...extended] : [...extended, exact];
};

/**
 * The files that a name may stand for, in the order in which Windows would look for them; unlike cmd.exe and
 * CreateProcess never in the current directory, unless PATH or the name itself says so.
 */
export const candidatesFor = (name: string, { environment, cwd }: Place): readonly Candidate[] => {
  if (/^$|[\\/]$/.test(name)) return [];
  const extensions = extensionsOf(environment);
  if (isPath(name)) return inFolder(path.resolve(cwd, name), extensions);
  return foldersOf(environment).flatMap((folder) =>
    inFolder(name, extensions).map(({ file, steps }) => {
      const directory = path.resolve(cwd, folder);
      return { file: path.join(directory, file), steps: [{ type: 'path', directory }, ...steps] };
    }),
  );
};
