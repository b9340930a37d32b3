/** Waiting for a start to succeed, or to fail, whichever comes first. */
import { describeEnded, type Ending, sleep } from '@proctools/core';
import type { Awaited, Readiness } from '../ready/readiness.ts';

/** What came first while we waited. */
export type First =
  | { readonly type: 'settled' }
  | { readonly type: 'ready' }
  | { readonly type: 'too-late' }
  | { readonly type: 'ended'; readonly ending: Ending }
  | { readonly type: 'asked-to-end'; readonly signal: NodeJS.Signals };

const after = async <Value>(ms: number, value: Value, signal: AbortSignal): Promise<Value> => {
  await sleep(ms, signal);
  return value;
};

/** Without a condition it has to live for the settle time, or at least to have begun. */
const untilSettled = async ({ process, record }: Awaited, signal: AbortSignal): Promise<First> => {
  const { settleMs } = record.settings;
  if (settleMs === 0) await process.executed();
  else await sleep(settleMs, signal);
  return { type: 'settled' };
};

/** Resolves with what came first; then nothing is waited for any more. */
export const untilFirst = async (
  born: Awaited,
  readiness: Readiness | undefined,
  interruption: Promise<NodeJS.Signals> | undefined,
): Promise<First> => {
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const { settings } = born.record;
  const endings: Promise<First>[] = [
    born.process.ending.then((ending) => ({ type: 'ended', ending })),
    ...(interruption ? [interruption.then((name) => ({ type: 'asked-to-end', signal: name }) as const)] : []),
  ];
  const goals: Promise<First>[] = readiness
    ? [
        readiness.wait(born, signal).then(() => ({ type: 'ready' })),
        after(settings.readyTimeoutMs, { type: 'too-late' } as const, signal),
      ]
    : [untilSettled(born, signal)];
  try {
    return await Promise.race([...endings, ...goals]);
  } finally {
    for (const goal of goals) goal.catch(() => {}); // they are aborted now, and nobody waits for them
    giveUp.abort();
  }
};

/** With no settle time even a command that has ended by now has been started. */
export const isSuccess = (first: First, { record }: Awaited): boolean => {
  if (first.type === 'ended') return record.phase === 'running' && !('notExecuted' in first.ending);
  return first.type === 'settled' || first.type === 'ready';
};

/** Why it failed, for the journal. */
export const reasonOf = (first: First): string => {
  if (first.type !== 'ended') return first.type === 'too-late' ? 'not ready in time' : 'interrupted';
  return 'notExecuted' in first.ending ? first.ending.notExecuted : describeEnded(first.ending);
};
