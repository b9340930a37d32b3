import type { ChildProcess } from 'node:child_process';
import type { Estimate } from '../results.ts';
import { pidsOf, watchOthers } from './busy.ts';
import { ask, messageOf, release } from './messages.ts';
import { inRounds, ratioOf, timed } from './pairs.ts';
import type { Stage } from './stage.ts';

/** A share of work takes about so long. */
const SHARE_MS = 40;
const TRIAL_TURNS = 5_000_000;

/** How many turns a share of work has here. */
const shareOf = async (worker: ChildProcess): Promise<number> => {
  await ask(worker, { turns: TRIAL_TURNS });
  return Math.round((TRIAL_TURNS * SHARE_MS) / (await timed(() => ask(worker, { turns: TRIAL_TURNS }))));
};

/** How many times as much so many workers compute together as one alone, and how many cores others kept busy meanwhile. */
export const measureComputing = async (
  stage: Stage,
  workers: number,
  budgetMs: number,
): Promise<{ readonly computing: Estimate; readonly foreignCores: number }> => {
  const crew = Array.from({ length: workers }, () => stage.fork('burn', undefined));
  await Promise.all(crew.map(messageOf));
  const first = crew[0] as ChildProcess;
  const turns = await shareOf(first);
  const trials = {
    one: () => timed(() => ask(first, { turns })),
    all: () => timed(() => Promise.all(crew.map((worker) => ask(worker, { turns })))),
  };
  const othersCores = watchOthers(pidsOf(crew));
  const { all, one } = await inRounds(trials, { budgetMs, most: 60 });
  const foreignCores = othersCores();
  await Promise.all(crew.map(release));
  // All together do a share each in their time.
  const each = all.map((ms) => ms / workers);
  return { computing: ratioOf(each, one), foreignCores };
};
