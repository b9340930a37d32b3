import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { bareEnvironment } from '../measure.ts';
import type { Site } from './site.ts';

/** A program to look after. */
export interface Service {
  readonly name: string;
  readonly program: string;
  /** The first is a file that is there: forever takes it for a script. */
  readonly operands: readonly string[];
  /** A folder for what it writes; without one that goes wherever the system puts it. */
  readonly logs?: string;
}

/** Something that looks after programs. */
export interface System {
  readonly name: string;
  /** Has it look after these; they may begin a little later. */
  readonly start: (services: readonly Service[], site: Site) => void;
}

type Words = readonly string[];

const surroundings = ({ environment, folder }: Site) => ({ env: bareEnvironment(environment), cwd: folder });

/** Runs a command of a system to its end. */
export const call = (site: Site, [file = '', ...operands]: Words): void => {
  const { status, signal, error } = spawnSync(file, operands, { stdio: 'ignore', ...surroundings(site) });
  if (status !== 0) throw error ?? new Error(`${file} ${operands.join(' ')} ended with ${signal ?? status}`);
};

/** Starts what stays, in a session of its own; answers with its pid. */
export const leave = (
  site: Site,
  [file = '', ...operands]: Words,
  stdout: number | 'ignore' = 'ignore',
): number | undefined => {
  const child = spawn(file, operands, { stdio: ['ignore', stdout, 'ignore'], detached: true, ...surroundings(site) });
  child.unref();
  return child.pid;
};

/** The log of a service, by the name that most give it. */
export const logIn = (logs: string): string => path.join(logs, 'out.log');

/** A system in a list, or none when it is not there, which is said. */
export const ifThere = (
  file: string | undefined,
  name: string,
  start: (file: string) => System['start'],
): readonly System[] => {
  if (file) return [{ name, start: start(file) }];
  console.log(`${name} is not there (npm run bench -- peers): without it`);
  return [];
};

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A folder with a script `run` that becomes the command, as runit and s6 have it. */
export const runFolder = (site: Site, name: string, command: Words): string => {
  mkdirSync(site.path(name), { recursive: true });
  site.file(path.join(name, 'run'), `#!/bin/sh\nexec ${command.map(quoted).join(' ')}\n`, 0o755);
  return site.path(name);
};
