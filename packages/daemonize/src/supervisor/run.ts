/** One run of the command, from when it works to its end. */
import { type Ended, type Ending, findMembers, isAlive, sleep, stop } from '@proctools/core';
import type { Born } from '../start/bring-up.ts';
import { type Exit, familyOf } from '../store/record.ts';

export interface Run {
  readonly born: Born;
  /** Resolves when it has ended, by itself or not, and nothing of it is left; `how` is undefined when nobody could see it. */
  readonly over: Promise<{ readonly how: Ended | undefined; readonly uptimeMs: number }>;
}

/** Only where somebody killed the process that would have told us: no event tells the end of a stranger. */
const LOOK_MS = 500;

/** Asks what is left of a run to end, and insists. */
export const endAll = ({ record }: Born): ReturnType<typeof stop> => {
  const { stopSignal: signal, stopTimeoutMs: timeoutMs } = record.settings;
  return stop(() => findMembers(familyOf(record)), { signal, timeoutMs });
};

const NOT_FOUND = 127;

const endedFrom = (ending: Ending): Ended => ('notExecuted' in ending ? { exited: NOT_FOUND } : ending);

/** Waits for the end of the command, and ends whatever it has left behind. */
const untilOver = async (born: Born): Promise<Ended | undefined> => {
  const { process } = born;
  const ending = await process.ending;
  const isSeen = !isAlive(process.identity);
  while (isAlive(process.identity)) await sleep(LOOK_MS);
  await endAll(born);
  await process.letGo();
  return isSeen ? endedFrom(ending) : undefined;
};

/** Begins to wait for the end. */
export const watch = (born: Born): Run => {
  const beganAt = Date.parse(born.record.startedAt);
  const over = untilOver(born).then((how) => ({ how, uptimeMs: Math.max(Date.now() - beganAt, 0) }));
  return { born, over };
};

export const exitFrom = (how: Ended | undefined): Exit | null => {
  if (how === undefined) return null;
  return 'exited' in how ? { code: how.exited } : { signal: how.killed };
};
