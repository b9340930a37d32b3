/**
 * Starting a daemon, from its command line to the moment when it is known to work. The order matters:
 * 1. what can be refused is refused before anything is written (`prepare`);
 * 2. under the lock of the name the process is born, and written down before it begins (`claim`), so
 *    that no kill -9 of ours, at whatever moment, leaves a command that nobody knows of;
 * 3. outside the lock: wait until it is settled or ready, and undo all of it when it is not.
 */
import {
  askedToEnd,
  closeInheritedDescriptors,
  describeEnded,
  type Ending,
  findMembers,
  isAlive,
  monotonicMs,
  sleep,
  stop,
} from '@proctools/core';
import { lastLines } from '../logs/tail.ts';
import type { Readiness } from '../ready/readiness.ts';
import { note } from '../store/journal.ts';
import { removePidfiles } from '../store/pidfile.ts';
import { familyOf } from '../store/record.ts';
import { lockKnown, readRecord, type Store, updateRecord } from '../store/store.ts';
import { type Born, claim, putBack } from './claim.ts';
import type { Launch } from './launch-request.ts';
import type { LastWords, StartOutcome } from './outcome.ts';
import { prepare } from './prepare.ts';

const LAST_WORDS = 10;
const RETRY_MS = 25;

/** What came first while we waited. */
type First =
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
const untilSettled = async ({ process, record }: Born, signal: AbortSignal): Promise<First> => {
  const { settleMs } = record.settings;
  if (settleMs === 0) await process.executed();
  else await sleep(settleMs, signal);
  return { type: 'settled' };
};

const untilFirst = async (
  born: Born,
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
const isSuccess = (first: First, { record }: Born): boolean => {
  if (first.type === 'ended') return record.phase === 'running' && !('notExecuted' in first.ending);
  return first.type === 'settled' || first.type === 'ready';
};

const lastWordsOf = ({ logs }: Born): LastWords => ({
  stdout: lastLines(logs.paths.stdout, LAST_WORDS, logs.offsets.stdout),
  stderr: logs.paths.stderr === logs.paths.stdout ? [] : lastLines(logs.paths.stderr, LAST_WORDS, logs.offsets.stderr),
});

/** The record says `running` from the beginning when there was nothing to wait for. */
const succeed = async (store: Store, born: Born, first: First, beganAt: number): Promise<StartOutcome> => {
  const afterMs = Math.round(monotonicMs() - beganAt);
  const { name, run, phase } = born.record;
  const readyAt = new Date().toISOString();
  const record =
    phase === 'running'
      ? born.record
      : await updateRecord(store, name, (now) =>
          now.run === run && now.phase === 'starting' ? { ...now, phase: 'running', worker: null, readyAt } : undefined,
        );
  if (first.type === 'ready') note(store, name, { type: 'ready', pid: born.process.identity.pid, afterMs });
  await born.process.letGo();
  const pid = isAlive(born.process.identity) ? born.process.identity.pid : null;
  return { type: 'started', record, pid, readyAfterMs: first.type === 'ready' ? afterMs : null };
};

const failureOf = (born: Born, first: First, readiness: Readiness | undefined, afterMs: number): StartOutcome => {
  const { name, settings } = born.record;
  if (first.type === 'asked-to-end') return { type: 'interrupted', name, signal: first.signal };
  if (first.type === 'ended') {
    const { ending } = first;
    return 'notExecuted' in ending
      ? { type: 'cannot-execute', file: settings.command[0], reason: ending.notExecuted }
      : { type: 'died', name, ending, afterMs, lastWords: lastWordsOf(born) };
  }
  if (settings.ready === null) throw new Error(`${first.type} is no failure`);
  const { ready: condition, readyTimeoutMs: timeoutMs } = settings;
  return {
    type: 'not-ready',
    name,
    condition,
    timeoutMs,
    obstacle: readiness?.obstacle(),
    lastWords: lastWordsOf(born),
  };
};

const reasonOf = (first: First): string => {
  if (first.type !== 'ended') return first.type === 'too-late' ? 'not ready in time' : 'interrupted';
  return 'notExecuted' in first.ending ? first.ending.notExecuted : describeEnded(first.ending);
};

/** Leaves nothing of a failed start: no process, no file, and the name as it was. False when somebody took it over. */
const undo = async (store: Store, born: Born, first: First): Promise<boolean> => {
  const { name, run, settings } = born.record;
  await stop(() => findMembers(familyOf(born.record)), {
    signal: settings.stopSignal,
    timeoutMs: settings.stopTimeoutMs,
  });
  await born.process.letGo();
  const lastLine = lastLines(born.logs.paths.stderr, 1, born.logs.offsets.stderr)[0] ?? null;
  const lock = await lockKnown(store, name);
  try {
    const now = readRecord(store, name);
    if (now?.run !== run || (now.phase !== 'starting' && now.phase !== 'running')) return false;
    removePidfiles(store, now);
    if (born.previous) note(store, name, { type: 'start-failed', reason: reasonOf(first), lastLine });
    putBack(store, name, born.previous);
    return true;
  } finally {
    lock.release();
  }
};

const openReadiness = async ({ settings }: Launch): Promise<Readiness | undefined> => {
  if (settings.ready === null) return undefined;
  const { open } = await import('../ready/readiness.ts');
  return open(settings.ready);
};

const conclude = async (store: Store, born: Born, readiness: Readiness | undefined): Promise<StartOutcome> => {
  const beganAt = monotonicMs();
  // What takes no time cannot be interrupted; not to listen for signals saves loading what that needs.
  const interruption = born.record.phase === 'running' ? undefined : askedToEnd();
  try {
    const first = await untilFirst(born, readiness, interruption?.signal);
    if (isSuccess(first, born)) return await succeed(store, born, first, beganAt);
    const outcome = failureOf(born, first, readiness, Math.round(monotonicMs() - beganAt));
    return (await undo(store, born, first)) ? outcome : { type: 'taken-over', name: born.record.name };
  } finally {
    interruption?.release();
    born.logs.close();
  }
};

/** Starts a daemon; see above. Nothing is left of one that did not start. */
export const launch = async (store: Store, request: Launch): Promise<StartOutcome> => {
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return prepared;
  closeInheritedDescriptors();
  const readiness = await openReadiness(request);
  try {
    for (;;) {
      const born = await claim(store, request, prepared, readiness);
      if (born.type === 'born') return await conclude(store, born, readiness);
      const inBetween = born.type === 'already-running' && born.state !== 'running';
      if (!inBetween || !request.ifNotRunning) return born;
      await sleep(RETRY_MS); // it is being started or stopped: wait for how that ends
    }
  } finally {
    readiness?.close();
  }
};
