/** Starting the workers of a daemon, or taking them over, and looking after them from then on. */
import { availableParallelism } from 'node:os';
import { closeInheritedDescriptors, type Failure, isFailure, monotonicMs, uniqueWord } from '@proctools/core';
import type { Before } from '../start/before.ts';
import type { StartFailure, StartOutcome } from '../start/outcome.ts';
import { updateRecordIfRoom } from '../store/change.ts';
import type { DaemonRecord } from '../store/record.ts';
import { readRecord } from '../store/records.ts';
import { type Charge, isOurs } from '../supervisor/charge.ts';
import type { Watch } from '../supervisor/supervise.ts';
import type { ListenAddress } from './address.ts';
import { adoptCrew, type Found } from './adopt.ts';
import { type CrewCharge, turns } from './charge.ts';
import { Crew } from './crew.ts';
import { enlist, resign } from './enlist.ts';
import { keepHolder } from './holder.ts';
import { lookAfter } from './look-after.ts';
import { startWorker } from './start-worker.ts';
import { tidyCrew } from './tidy.ts';
import { Worker } from './worker.ts';

/** The sockets that the workers are to share: our descriptors, and where they listen. */
export interface Shared {
  readonly sockets: readonly number[];
  readonly listen: readonly ListenAddress[];
}

/** How it went, and what there is to look after when that went well. */
export interface BegunCrew {
  readonly outcome: StartOutcome;
  readonly watch?: Watch;
}

const chargeFrom = (charge: Charge, { listen, sockets }: Shared, id: string): CrewCharge => {
  const { crew } = charge.request.settings;
  if (!crew) throw new Error(`${charge.request.name} has no workers`);
  return { ...charge, id, crew, listen, sockets, inTurn: turns() };
};

const placesOf = ({ crew }: CrewCharge): readonly number[] => {
  const count = crew.workers === 'max' ? availableParallelism() : crew.workers;
  return Array.from({ length: count }, (_, index) => index + 1);
};

/** What came of one that was to be started. */
type Started = Worker | StartFailure | Failure;

const isWorker = (one: Started): one is Worker => one instanceof Worker;

const orFailure = (error: unknown): Failure => {
  if (isFailure(error)) return error;
  throw error;
};

/** The first alone: when it cannot be started, nor could the others, and what it says is said once. */
const startAll = async (charge: CrewCharge, cancel: AbortSignal): Promise<readonly Started[]> => {
  const start = (id: number): Promise<Started> => startWorker(charge, { id, restarts: 0 }, cancel).catch(orFailure);
  const first = await start(1);
  if (!isWorker(first)) return [first];
  return [first, ...(await Promise.all(placesOf(charge).slice(1).map(start)))];
};

/** Nothing is left of a start that failed, and the name is as it was. */
const undo = async (charge: CrewCharge, workers: readonly Worker[], before: Before): Promise<boolean> => {
  await Promise.all(workers.map((worker) => worker.stop(worker.held.record.settings.stopTimeoutMs)));
  await Promise.all(workers.map(({ over }) => over));
  const { crew } = readRecord(charge.store, charge.request.name) ?? {};
  const isOurs = await resign(charge, before);
  if (isOurs && crew) await tidyCrew(charge.store, charge.request.name, charge.id, crew, true);
  return isOurs;
};

const INTERRUPTING = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs something that a signal that asks us to end makes end sooner. */
const interruptible = async <Result>(work: (cancel: AbortSignal) => Promise<Result>): Promise<Result> => {
  const cancel = new AbortController();
  const abort = (signal: NodeJS.Signals): void => cancel.abort(signal);
  for (const signal of INTERRUPTING) process.on(signal, abort);
  try {
    return await work(cancel.signal);
  } finally {
    for (const signal of INTERRUPTING) process.off(signal, abort);
  }
};

/** They serve from now on: whatever happens to them is seen to. */
const settle = async (charge: CrewCharge, { draining, serving }: Found): Promise<Watch> => {
  const crew = new Crew(charge);
  for (const worker of serving) crew.hold(worker);
  for (const worker of draining) crew.retire(worker);
  for (const id of placesOf(charge)) if (!crew.seats.includes(id)) void crew.fill(id);
  await lookAfter(crew);
  keepHolder(charge, () => crew.isOver);
  return crew;
};

/** Undefined when somebody else has taken the daemon over. */
const markRunning = async (charge: CrewCharge): Promise<DaemonRecord | undefined> => {
  const readyAt = new Date().toISOString();
  const record = await charge.inTurn(() =>
    updateRecordIfRoom(charge.store, charge.request.name, (now) =>
      isOurs(charge, now) && now.phase === 'starting' ? { ...now, phase: 'running', worker: null, readyAt } : undefined,
    ),
  );
  return record.readyAt === readyAt ? record : undefined;
};

/** Starts all of them, or none. */
export const beginCrew = async (plain: Charge, shared: Shared): Promise<BegunCrew> => {
  const charge = chargeFrom(plain, shared, uniqueWord());
  const takenOver: StartOutcome = { type: 'taken-over', name: charge.request.name };
  const beganAt = monotonicMs();
  closeInheritedDescriptors();
  const before = await enlist(charge);
  if ('type' in before) return { outcome: before };
  const started = await interruptible((cancel) => startAll(charge, cancel));
  const workers = started.filter(isWorker);
  const failure = started.find((one): one is Exclude<Started, Worker> => !isWorker(one));
  if (failure) {
    const isUndone = await undo(charge, workers, before);
    if (isFailure(failure)) throw failure;
    return { outcome: isUndone ? failure : takenOver };
  }
  const record = await markRunning(charge);
  if (!record) return { outcome: takenOver };
  const watch = await settle(charge, { serving: workers, draining: [] });
  const readyAfterMs = record.settings.ready ? Math.round(monotonicMs() - beganAt) : null;
  return { watch, outcome: { type: 'started', record, pid: null, readyAfterMs } };
};

/** Goes on where another supervisor was killed. */
export const resumeCrew = async (plain: Charge, shared: Shared): Promise<BegunCrew> => {
  const { name } = plain.request;
  const record = readRecord(plain.store, name);
  if (!record) return { outcome: { type: 'taken-over', name } };
  const charge = chargeFrom(plain, shared, record.id);
  const adopted = await adoptCrew(charge);
  if (!adopted) return { outcome: { type: 'taken-over', name } };
  const watch = await settle(charge, adopted);
  return { watch, outcome: { type: 'started', record: adopted.record, pid: null, readyAfterMs: null } };
};
