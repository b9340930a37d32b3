/**
 * Starting a daemon, from its command line to the moment when it is known to work. The order matters:
 * 1. what can be refused is refused before anything is written (`prepare`);
 * 2. under the lock of the name the process is born, and written down before it begins (`claim`), so
 *    that no kill -9 of ours, at whatever moment, leaves a command that nobody knows of;
 * 3. outside the lock: wait until it is settled or ready, and undo all of it when it is not; meanwhile the record gets to the disk.
 */
import { closeInheritedDescriptors, isAlive, monotonicMs, sleep } from '@proctools/core';
import type { Readiness } from '../ready/readiness.ts';
import { updateRecordIfRoom } from '../store/change.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { secureRecord } from '../store/records.ts';
import type { Born } from './bring-up.ts';
import { claim } from './claim.ts';
import { failureOf } from './failure.ts';
import { type First, isSuccess, reasonOf, untilFirst } from './first.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';
import { prepare } from './prepare.ts';
import { undo } from './undo.ts';

const RETRY_MS = 25;

/** How it went; of a start that succeeded also the daemon, whose parent is still ours: whoever holds it learns how it ends. */
export interface Begun {
  readonly outcome: StartOutcome;
  readonly held?: Born;
}

const pidOf = ({ process: { identity } }: Born): number | null => (isAlive(identity) ? identity.pid : null);

/** The record says `running` from the beginning when there was nothing to wait for. */
const succeed = async (store: Store, born: Born, first: First, beganAt: number): Promise<StartOutcome> => {
  const afterMs = Math.round(monotonicMs() - beganAt);
  const { name, id, phase } = born.record;
  const readyAt = new Date().toISOString();
  const record =
    phase === 'running'
      ? born.record
      : await updateRecordIfRoom(store, name, (now) =>
          now.id === id && now.phase === 'starting' ? { ...now, phase: 'running', worker: null, readyAt } : undefined,
        );
  if (first.type === 'ready') note(store, name, { type: 'ready', pid: born.process.identity.pid, afterMs });
  return { type: 'started', record, pid: pidOf(born), readyAfterMs: first.type === 'ready' ? afterMs : null };
};

const readinessFor = async ({ settings }: Launch): Promise<Readiness | undefined> => {
  if (settings.ready === null) return undefined;
  const { openReadiness } = await import('../ready/open-readiness.ts');
  return openReadiness(settings.ready, settings.readyTimeoutMs);
};

const conclude = async (store: Store, born: Born, readiness: Readiness | undefined, { by }: Launch): Promise<Begun> => {
  const beganAt = monotonicMs();
  const { interruption } = born;
  // The disk may take its time until we return; a supervisor, for whom nobody waits, sees to it later.
  const secured = by === 'supervisor' ? undefined : secureRecord(store, born.record.name);
  try {
    const first = await untilFirst(born, readiness, interruption?.signal).catch(async (error: unknown) => {
      await undo(store, born, 'its readiness could not be looked at');
      throw error;
    });
    if (isSuccess(first, born)) {
      const outcome = await succeed(store, born, first, beganAt);
      await secured;
      return { outcome, held: born };
    }
    await born.logs.arrived?.();
    const outcome = failureOf(born, first, readiness, Math.round(monotonicMs() - beganAt));
    // A supervisor tells by itself, as it tells how long it will wait, too.
    const isUndone = await undo(store, born, by === 'supervisor' ? undefined : reasonOf(first));
    return { outcome: isUndone ? outcome : { type: 'taken-over', name: born.record.name } };
  } finally {
    interruption?.release();
    born.logs.close();
  }
};

/** Starts a daemon and holds it; see above. Nothing is left of one that did not start. */
export const begin = async (store: Store, request: Launch, prepared = prepare(request)): Promise<Begun> => {
  if (prepared.type !== 'prepared') return { outcome: prepared };
  if (request.by !== 'supervisor') closeInheritedDescriptors(); // it has done so when it began
  const readiness = await readinessFor(request);
  try {
    for (;;) {
      const born = await claim(store, request, prepared, readiness);
      if (born.type === 'born') return await conclude(store, born, readiness, request);
      const inBetween = born.type === 'already-running' && (born.state === 'starting' || born.state === 'stopping');
      if (!inBetween || !request.ifNotRunning) return { outcome: born };
      await sleep(RETRY_MS); // it is being started or stopped: wait for how that ends
    }
  } finally {
    readiness?.close();
  }
};

/** Starts a daemon that nobody looks after: it is left to init. */
export const launch = async (store: Store, request: Launch): Promise<StartOutcome> => {
  const { held, outcome } = await begin(store, request);
  if (!held || outcome.type !== 'started') return outcome;
  await held.process.letGo();
  return { ...outcome, pid: pidOf(held) };
};
