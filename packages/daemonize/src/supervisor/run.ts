/** One run of the command, from when it works to its end. */
import { type Ended, type Ending, findMembers, type Identity, isAlive, type Owner, sleep, stop } from '@proctools/core';
import type { LogFiles } from '../start/log-files.ts';
import { type DaemonRecord, familyOf } from '../store/record.ts';

/** The command while it runs, with whoever tells us how it ends. */
export interface Held {
  readonly record: DaemonRecord;
  readonly process: {
    readonly identity: Identity;
    /** Undefined when nobody could see it. */
    readonly ending: Promise<Ending | undefined>;
    readonly letGo: () => Promise<void>;
  };
  readonly logs: Pick<LogFiles, 'arrived' | 'logs' | 'offsets'>;
  readonly environment: Readonly<Record<string, string>>;
  /** Whose rights it has, when not ours. */
  readonly owner: Owner | undefined;
}

export interface Run {
  readonly held: Held;
  /** Resolves when the command has ended, by itself or not; `how` is undefined when nobody could see it. */
  readonly over: Promise<{ readonly how: Ended | undefined; readonly uptimeMs: number }>;
}

/** Only where somebody killed the process that would have told us: no event tells the end of a stranger. */
const LOOK_MS = 500;

/** Asks what is left of a run to end, and insists. */
export const endAll = ({ record }: Held): ReturnType<typeof stop> => {
  const { stopSignal: signal, stopTimeoutMs: timeoutMs } = record.settings;
  return stop(() => findMembers(familyOf(record)), { signal, timeoutMs });
};

const NOT_FOUND = 127;

const endedFrom = (ending: Ending): Ended => ('notExecuted' in ending ? { exited: NOT_FOUND } : ending);

/** A run has left something behind, which is to be ended before the next begins. */
export class Leftovers extends Error {}

/** Throws when something of a run that has ended is still there. */
export const assertAllGone = ({ record }: Held): void => {
  if (findMembers(familyOf(record)).length > 0) throw new Leftovers();
};

/** Waits for the end of the command. */
export const untilOver = async (held: Pick<Held, 'process'>): Promise<Ended | undefined> => {
  const { process } = held;
  const ending = await process.ending;
  const isSeen = !isAlive(process.identity);
  while (isAlive(process.identity)) await sleep(LOOK_MS);
  await process.letGo();
  return isSeen && ending ? endedFrom(ending) : undefined;
};

/** Begins to wait for the end. */
export const watch = (held: Held): Run => {
  const beganAt = Date.parse(held.record.startedAt);
  const over = untilOver(held).then((how) => ({ how, uptimeMs: Math.max(Date.now() - beganAt, 0) }));
  return { held, over };
};
