/** Which engine runs a batch. */
import { availableParallelism } from 'node:os';
import { dashFile, isInit, obstacleInEnvironment } from '@proctools/core';
import { dashEngine } from './dash/dash-engine.ts';
import { openPipes } from './dash/pipes.ts';
import type { Engine, EngineListener, JobSettings, Try } from './engine.ts';
import { spawnEngine } from './spawn/spawn-engine.ts';

export type EngineName = 'dash' | 'spawn';

/** What the choice depends on, beside the settings. */
export interface Circumstances {
  readonly platform: string;
  readonly dash: string | undefined;
  readonly processors: number;
  /** Whether we are the first process of a container. */
  readonly isInit: boolean;
  /** How many jobs there are, where that is known. */
  readonly size: number | undefined;
}

/** With more slots most jobs wait for something, and a shell for each is dearer than what it saves. */
const SLOTS_PER_PROCESSOR = 4;

/** Why jobs have to be children of ours; undefined when shells can have them, which is quicker. */
export const obstacleForShells = (
  settings: Pick<JobSettings, 'environment' | 'idleMs' | 'slots' | 'tree'>,
  { dash, isInit, platform, processors, size }: Circumstances,
): string | undefined => {
  if (platform === 'win32') return 'there are no processes to fork on Windows';
  if (dash === undefined) return 'there is no dash';
  if (isInit) return 'their guards would become our children, whom nobody reaps';
  if (settings.idleMs !== undefined) return 'somebody has to look at what each job writes';
  if (settings.tree) return 'somebody has to know the pid of each job';
  if (size !== undefined && size <= settings.slots) return 'a shell for each job would have no second one';
  if (settings.slots > SLOTS_PER_PROCESSOR * processors) return 'there are too many slots for shells';
  return obstacleInEnvironment(settings.environment);
};

const here = (size: number | undefined): Circumstances => ({
  platform: process.platform,
  dash: dashFile(),
  processors: availableParallelism(),
  isInit: isInit(),
  size,
});

const choose = (settings: JobSettings, circumstances: Circumstances): EngineName =>
  obstacleForShells(settings, circumstances) === undefined ? 'dash' : 'spawn';

/** Starts the engine that fits best, or the one of that name. */
export const startEngine = <Given extends Try>(
  settings: JobSettings,
  size: number | undefined,
  listener: EngineListener<Given>,
  name: EngineName | undefined,
): Engine<Given> => {
  const circumstances = here(size);
  const { dash } = circumstances;
  const isDash = (name ?? choose(settings, circumstances)) === 'dash';
  const pipes = isDash ? openPipes(2 * settings.slots) : undefined;
  return dash && pipes ? dashEngine({ dash, pipes }, settings, listener) : spawnEngine(settings, listener);
};
