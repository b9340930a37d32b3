import { lstatSync, readFileSync, statSync } from 'node:fs';
import { ExitCode, Failure, isFailure, removeFile, replaceFile } from '@proctools/core';
import { fileOf, type Store } from './home.ts';
import type { DaemonRecord } from './record.ts';

const isPidfile = (file: string): boolean =>
  statSync(file).isFile() && /^\s*\d*\s*$/.test(readFileSync(file, 'latin1'));

/** Writes `pid` to a file; one that is there and holds something else than a pid is kept. */
export const writePidfile = (file: string, pid: number): void => {
  try {
    if (statSync(file, { throwIfNoEntry: false }) && !isPidfile(file)) {
      throw new Failure(ExitCode.failed, `--pidfile: ${file} is there and is no pidfile`, {
        hint: 'it was left as it is; name another file',
      });
    }
    replaceFile(file, `${pid}\n`, { mode: 0o644, durable: false });
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure(ExitCode.failed, `cannot write the pidfile ${file}`, { cause: error });
  }
};

/** The pidfile in the daemon's own folder. */
export const ownPidfile = (store: Store, name: string): string => fileOf(store, name, 'pid');

/** Removes the pidfiles of a process, unless they name another by now. Of workers it is their supervisor's. */
export const removePidfiles = (store: Store, { crew, main, name, settings, supervisor }: DaemonRecord): void => {
  const pid = (crew ? supervisor : main)?.pid;
  for (const file of [ownPidfile(store, name), settings.pidfile]) {
    try {
      if (file === null || !lstatSync(file).isFile()) continue;
      if (readFileSync(file, 'latin1').trim() === String(pid)) removeFile(file);
    } catch {} // gone, or not ours to delete
  }
};
