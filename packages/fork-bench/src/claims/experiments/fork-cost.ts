import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { monotonicMs } from '@proctools/core';
import { type IdleChild, idleMemory } from '../../measure/memory/idle-memory.ts';
import type { Estimate } from '../../results.ts';
import type { Claim, Judgement } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { ask, end, messageOf } from '../messages.ts';
import { inRounds, locationOf } from '../pairs.ts';
import type { Stage } from '../stage.ts';

export interface ForkCost {
  /** To the first message, in milliseconds: on its own, with extra certificates to read, and with every core busy. */
  readonly plain: Estimate;
  readonly certificates: Estimate;
  readonly loaded: Estimate;
  /** Of each child more, in MB of proportional set size; undefined where the system does not tell. */
  readonly memory: Estimate | undefined;
  /** How long the loop of the parent stood still while it started so many at once. */
  readonly storm: { readonly count: number; readonly blockedMs: number };
}

const LEAST_MS = 30;
const LEAST_MB = 10;

/**
 * "At least" is wrong as soon as one costs less. It depends when the time or the memory is reached under some of the conditions.
 */
export const judgeForkCost = ({ certificates, loaded, memory, plain, storm }: ForkCost): Judgement => {
  const [time, mb] = [sideOf(plain, LEAST_MS), memory && sideOf(memory, LEAST_MB)];
  const isReached = [certificates, loaded].some((one) => sideOf(one, LEAST_MS) === 'above') || time !== 'below';
  const holds = time === 'above' && (mb === undefined || mb === 'above');
  const depends = isReached || (mb !== undefined && mb !== 'below');
  return {
    verdict: holds ? 'holds' : depends ? 'depends' : 'does not hold',
    figure: [
      `${withInterval(plain, 'ms')} to the first message`,
      `${digits(certificates.value)} with NODE_EXTRA_CA_CERTS`,
      `${digits(loaded.value)} with every core busy`,
      memory ? `${withInterval(memory, 'MB')} each` : 'memory is not told here',
      `${storm.count} at once held the parent up for ${digits(storm.blockedMs)} ms`,
    ].join('; '),
    values: {
      ...estimateValues('plainMs', plain),
      ...estimateValues('certificatesMs', certificates),
      ...estimateValues('loadedMs', loaded),
      ...(memory && estimateValues('memoryMb', memory)),
      stormBlockedMs: storm.blockedMs,
    },
  };
};

/** From `fork` to the first message; the child is gone when this settles. */
const timeToMessage = async (stage: Stage, env?: NodeJS.ProcessEnv): Promise<number> => {
  const begin = monotonicMs();
  const child = stage.forkIdle(env && { env });
  await messageOf(child);
  const took = monotonicMs() - begin;
  await end(child);
  return took;
};

/** A file of all certificates that Node brings itself: as many as a system has. */
const writeCertificates = (stage: Stage): string => {
  const file = path.join(stage.folder, 'certificates.pem');
  writeFileSync(file, rootCertificates.join('\n'));
  return file;
};

const measureTimes = async (stage: Stage, budgetMs: number) => {
  const extra = { ...process.env, NODE_EXTRA_CA_CERTS: writeCertificates(stage) };
  const burners = Array.from({ length: availableParallelism() }, () => stage.fork('burn', undefined));
  await Promise.all(burners.map(messageOf));
  const setBusy = (isBusy: boolean) => Promise.all(burners.map((burner) => ask(burner, { isBusy })));
  const whileBusy = async (): Promise<number> => {
    await setBusy(true);
    const took = await timeToMessage(stage);
    await setBusy(false);
    return took;
  };
  const trials = {
    plain: () => timeToMessage(stage),
    certificates: () => timeToMessage(stage, extra),
    loaded: whileBusy,
  };
  const { certificates, loaded, plain } = await inRounds(trials, { budgetMs, most: 40 });
  await Promise.all(burners.map(end));
  return { plain: locationOf(plain), certificates: locationOf(certificates), loaded: locationOf(loaded) };
};

/** So many children, one after the other: the first ones cost more, as what all share is theirs alone. */
const COUNTS = { first: 2, last: 9 };

const MB = 1_048_576;

/** What each child more adds to the memory of all. */
const measureMemory = async (stage: Stage): Promise<Estimate | undefined> => {
  const start = async (): Promise<IdleChild> => {
    const child = stage.forkIdle();
    await messageOf(child);
    return { pid: child.pid ?? 0, end: () => end(child) };
  };
  const { points } = await idleMemory(start, COUNTS);
  const sums = points.flatMap(({ pssBytes }) => (pssBytes === undefined ? [] : [pssBytes / MB]));
  const steps = sums.slice(1).map((sum, index) => sum - (sums[index] ?? 0));
  return sums.length < points.length ? undefined : locationOf(steps);
};

const STORM = 8;

const measureStorm = async (stage: Stage): Promise<ForkCost['storm']> => {
  const begin = monotonicMs();
  const children = Array.from({ length: STORM }, () => stage.forkIdle());
  const blockedMs = monotonicMs() - begin;
  await Promise.all(children.map(messageOf));
  await Promise.all(children.map(end));
  return { count: STORM, blockedMs };
};

export const forkCost: Claim = {
  id: 'fork-cost',
  text: 'a forked Node process takes roughly 30 ms to start and 10 MB of memory at least, so do not start hundreds',
  source: '001',
  check: async (stage, budgetMs) => {
    const [storm, memory] = [await measureStorm(stage), await measureMemory(stage)];
    return judgeForkCost({ ...(await measureTimes(stage, budgetMs)), memory, storm });
  },
};
