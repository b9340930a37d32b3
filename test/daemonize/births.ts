// The two ways in which a daemon is born, and what the tests of starting share.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Environment } from '../rig/environment.ts';
import { type ProcessInfo, processesAround, processInfo } from '../rig/processes.ts';
import type { Ended } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';

/** A name that is no shell's identifier cannot pass through dash, so Node has to stand in between. */
export const BIRTHS: readonly (readonly [string, Environment])[] = [
  ['dash', {}],
  ['Node', { 'A.B': '1' }],
];

/** The pid that the one line of a successful start tells. */
export const pidIn = (started: Ended): number => {
  expect(started).toMatchObject({ code: 0, stderr: '' });
  const pid = /^\S+: (?:started|ready after \S+|already running), pid (\d+)\n$/.exec(started.stdout)?.[1];
  expect(pid, started.stdout).toBeDefined();
  return Number(pid);
};

/** Starts a daemon that does nothing, and looks at it. */
export const startSleeping = async (
  here: Scene,
  options: readonly string[] = [],
  environment: Environment = {},
): Promise<ProcessInfo> => {
  const operands = ['--settle', '0', ...options, 'sleep', '1000'];
  return processInfo(pidIn(await here.tool('daemonize', operands, { environment })));
};

/** The names of all that is in the state folder; none when it is not there. */
export const stateFiles = ({ state }: Scene): readonly string[] => (existsSync(state) ? readdirSync(state) : []);

/** Neither process nor file is left of a start. */
export const expectNothingLeft = (here: Scene): void => {
  expect(processesAround(here.root)).toEqual([]);
  expect(stateFiles(here)).toEqual([]);
};

export const recordFile = ({ state }: Scene, name: string): string => path.join(state, name, 'record.json');

/** What is written down; a newer one may not be on the disk yet. */
export const readRecord = (here: Scene, name: string) => {
  const next = path.join(here.state, name, 'record.next.json');
  return JSON.parse(readFileSync(existsSync(next) ? next : recordFile(here, name), 'utf8'));
};
