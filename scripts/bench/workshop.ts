import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { processesWith } from '../../test/rig/processes.ts';
import { inRepository } from '../repository.ts';

/** A folder for one benchmark; `marker` is for the environment of all that it starts. */
export interface Workshop {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Writes a file and answers with its path. */
  readonly file: (name: string, text: string, mode?: number) => string;
  readonly path: (...names: readonly string[]) => string;
}

/** Kills, by pid, all that runs with this `KEY=value` in its environment. */
const sweep = (marker: string): void => {
  for (const { pid } of processesWith(marker)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {} // ended meanwhile
  }
};

/** Does the work in a folder of its own (not in /tmp: daemon(1) runs nothing from below a directory that all may write). */
export const inWorkshop = async (work: (workshop: Workshop) => void | Promise<void>): Promise<void> => {
  mkdirSync(inRepository('.cache', 'bench'), { recursive: true });
  const folder = mkdtempSync(inRepository('.cache', 'bench', 'run-'));
  const inFolder = (...names: readonly string[]): string => path.join(folder, ...names);
  const mark = path.basename(folder);
  try {
    await work({
      folder,
      environment: { HOME: folder, DAEMONIZE_HOME: inFolder('state'), PROCTOOLS_BENCH: mark },
      path: inFolder,
      file: (name, text, mode = 0o644) => {
        writeFileSync(inFolder(name), text);
        chmodSync(inFolder(name), mode);
        return inFolder(name);
      },
    });
  } finally {
    // Twice: what restarts its command may just have done so.
    sweep(`PROCTOOLS_BENCH=${mark}`);
    sweep(`PROCTOOLS_BENCH=${mark}`);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
