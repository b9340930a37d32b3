import { closeSync, openSync } from 'node:fs';
import { resolveCommand } from '@proctools/core';
import { onTestFinished } from 'vitest';
import { environment } from '../../../../test/rig/environment.ts';
import { type Scene, scene } from '../../../../test/rig/scene.ts';
import { chooseWay } from '../../src/measure/choose-way.ts';
import { perlCalls } from '../../src/measure/perl-script.ts';
import { probeImage } from '../../src/measure/probe/elf-image.ts';
import type { Reading, Run, Way, WayName } from '../../src/measure/way.ts';

/** Never aborts. */
export const never = new AbortController().signal;

type Name = Exclude<WayName, 'auto'>;

const isFound = (program: string): boolean =>
  resolveCommand(program, environment().PATH, process.cwd()).type === 'found';

/** What each of them needs. That it is there and does not work is a failure, and nothing to be skipped. */
const NEEDS: Readonly<Record<Name, boolean>> = {
  probe: process.platform === 'linux' && probeImage(process.arch) !== undefined,
  perl: isFound('perl') && perlCalls(process.platform, process.arch) !== undefined,
  bash: isFound('bash'),
  wait: true,
};

export const isUsable = (name: Name): boolean => {
  if (!NEEDS[name]) console.warn(`skipped: what ${name} needs is not there`);
  return NEEDS[name];
};

export const ways = (['probe', 'perl', 'bash', 'wait'] as const).filter(isUsable);

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
