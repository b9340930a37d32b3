/** What has to be written where, so that shells find commands. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import type { Step } from '../apply/step.ts';
import { foldersFor } from '../plan/folders.ts';
import type { BinFolder } from './bin-folder.ts';
import { type Profile, profilesFor, withBlock } from './profile.ts';
import { homeFolder } from './surroundings.ts';

interface PlannedProfile extends Profile {
  /** It stands there already. */
  readonly isDone: boolean;
}

export interface PathPlan extends BinFolder {
  /** By its name: `bash`. */
  readonly shell: string;
  readonly profiles: readonly PlannedProfile[];
  readonly steps: readonly Step[];
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return '';
    throw new Failure(ExitCode.failed, `cannot read ${file}`, { cause });
  }
};

/** A profile that is a link, as those who keep theirs elsewhere have it, stays one. */
const realFile = (file: string): string => (existsSync(file) ? realpathSync(file) : file);

const stepFor = ({ file, line }: Profile): readonly Step[] => {
  const real = realFile(file);
  const text = textOf(real);
  const wanted = withBlock(text, line);
  const mode = (statSync(real, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o7777;
  return wanted === text ? [] : [{ type: 'file', path: real, bytes: Buffer.from(wanted), mode }];
};

/** Plans it for the user's shell; there is nothing to do when commands are found already. */
export const planPath = (place: BinFolder, environment: NodeJS.ProcessEnv): PathPlan => {
  const shell = path.basename(environment.SHELL || 'sh');
  if (place.isOnPath) return { ...place, shell, profiles: [], steps: [] };
  const home = homeFolder(environment);
  const profiles = profilesFor({ name: shell, home, environment, exists: existsSync }, place.folder);
  if (profiles.length === 0) {
    throw new Failure(
      ExitCode.failed,
      `${place.folder} is not on PATH, and mkbin does not know the files of ${shell}`,
      {
        hint: 'add it in the way of that shell',
      },
    );
  }
  const steps = profiles.map(stepFor);
  return {
    ...place,
    shell,
    profiles: profiles.map((profile, index) => ({ ...profile, isDone: steps[index]?.length === 0 })),
    steps: [...foldersFor(steps.flat().map((step) => step.path)), ...steps.flat()],
  };
};
