import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Found, processesAround, processesWith } from '../../test/rig/processes.ts';
import { inRepository } from '../repository.ts';
import { endAll } from './sweep.ts';

type Environment = Readonly<Record<string, string>>;

/** A folder for one benchmark, and an environment for all that it starts. */
export interface Workshop {
  readonly folder: string;
  readonly environment: Environment;
  /** A `KEY=value` of that environment, by which to know it. */
  readonly marker: string;
  /** Writes a file and answers with its path. */
  readonly file: (name: string, text: string, mode?: number) => string;
  readonly path: (...names: readonly string[]) => string;
}

/** All that works there: what carries its mark, or names its folder, as our supervisors do: their environment is empty. */
export const processesOf = ({ folder, marker }: Workshop): readonly Found[] => {
  const named = processesAround(folder).filter(({ command }) => command.includes(`${folder}/`));
  const all = [...processesWith(marker), ...named];
  return [...new Map(all.map((found) => [found.pid, found])).values()];
};

const workshopAt = (folder: string, key: string, value: string, environment: Environment = {}): Workshop => {
  const inFolder = (...names: readonly string[]): string => path.join(folder, ...names);
  const file: Workshop['file'] = (name, text, mode = 0o644) => {
    writeFileSync(inFolder(name), text);
    chmodSync(inFolder(name), mode);
    return inFolder(name);
  };
  return {
    folder,
    path: inFolder,
    file,
    marker: `${key}=${value}`,
    environment: { ...environment, HOME: folder, DAEMONIZE_HOME: inFolder('state'), [key]: value },
  };
};

/** A folder in the workshop, with a further mark, `PROCTOOLS_TRIAL`, for what is started there. */
export const partOf = ({ path: inFolder, environment }: Workshop, name: string): Workshop => {
  const folder = inFolder(name);
  mkdirSync(folder, { recursive: true });
  return workshopAt(folder, 'PROCTOOLS_TRIAL', `${environment.PROCTOOLS_BENCH}-${name}`, environment);
};

/** Does the work in a folder of its own, on the disk: /tmp may be memory. */
export const inWorkshop = async (work: (workshop: Workshop) => void | Promise<void>): Promise<void> => {
  mkdirSync(inRepository('.cache', 'bench'), { recursive: true });
  const folder = mkdtempSync(inRepository('.cache', 'bench', 'run-'));
  const workshop = workshopAt(folder, 'PROCTOOLS_BENCH', path.basename(folder));
  try {
    await work(workshop);
  } finally {
    await endAll(() => processesOf(workshop));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
