import { closeSync, openSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type Scene, scene } from '../../../../test/rig/scene.ts';
import { chooseWay } from '../../src/measure/choose-way.ts';
import type { Reading, Run, Way, WayName } from '../../src/measure/way.ts';

/** Never aborts. */
export const never = new AbortController().signal;

export const ways = ['probe', 'perl', 'bash', 'wait'] as const;

/** The way that has this name, with its cache in the scene. */
export const wayIn = (here: Scene, name: WayName): Promise<Way> =>
  chooseWay(name, { ...here.environment, XDG_CACHE_HOME: `${here.root}/cache` });

export const nowhere = (): number => {
  const descriptor = openSync('/dev/null', 'r+');
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
};

/** A run in the scene, without any streams. */
export const runIn = (here: Scene, file: string, operands: readonly string[], more: Partial<Run> = {}): Run => {
  const descriptor = nowhere();
  const stdio = [descriptor, descriptor, descriptor] as const;
  return { file, operands, environment: here.environment, cwd: here.work, stdio, timeoutMs: undefined, ...more };
};

/** Runs a line of the shell in a scene of its own. */
export const measureLine = async (name: WayName, line: string, more: Partial<Run> = {}): Promise<Reading> => {
  const here = scene();
  const way = await wayIn(here, name);
  return way.run(runIn(here, '/bin/sh', ['-c', line], more), never);
};
