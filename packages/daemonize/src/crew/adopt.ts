/** Taking over the workers of a supervisor that was killed: they go on as they are. */
import { adopt, findMembers, isAlive, resolveOwner, stop } from '@proctools/core';
import { logsOf } from '../logs/log.ts';
import { currentState } from '../observe.ts';
import { environmentFrom } from '../start/prepare.ts';
import { lockKnown } from '../store/change.ts';
import { note } from '../store/journal.ts';
import { type DaemonRecord, familyOfWorker, type WorkerRecord } from '../store/record.ts';
import { requireRecord, writeRecord } from '../store/records.ts';
import type { CrewCharge } from './charge.ts';
import { legacyOfWorker } from './places.ts';
import { Worker } from './worker.ts';

/** Those that live, by what they do. */
export interface Found {
  readonly serving: readonly Worker[];
  readonly draining: readonly Worker[];
}

/** Their channels ended with the one who held them. */
const workerFrom = async (
  { keeper, request, store }: CrewCharge,
  record: DaemonRecord,
  one: WorkerRecord,
): Promise<Worker> => {
  const { name, settings, source } = request;
  const owner = resolveOwner(settings);
  const environment = environmentFrom(settings, source);
  const process = adopt(one.main, legacyOfWorker(store, name, one.run));
  const arrival = await keeper?.adopt(record, owner);
  const logs = { logs: logsOf(store, record), offsets: { stdout: 0, stderr: 0 }, ...arrival };
  return new Worker(one, { record, process, logs, environment, owner }, undefined);
};

/** Nobody knows whether one that was being started would have come up. */
const endUnfinished = async (record: DaemonRecord): Promise<void> => {
  const unfinished = record.crew?.workers.filter(({ phase }) => phase === 'starting') ?? [];
  const { stopSignal: signal, stopTimeoutMs: timeoutMs } = record.settings;
  await Promise.all(unfinished.map((one) => stop(() => findMembers(familyOfWorker(one)), { signal, timeoutMs })));
};

const takeRecord = async ({ listen, request, store, supervisor }: CrewCharge): Promise<DaemonRecord | undefined> => {
  const { control = null, name, settings } = request;
  const lock = await lockKnown(store, name);
  try {
    const found = requireRecord(store, name);
    if (!found.crew || currentState(found) !== 'unsupervised') return undefined;
    await endUnfinished(found);
    const workers = found.crew.workers.filter(({ main, phase }) => phase !== 'starting' && isAlive(main));
    const crew = { workers, listen };
    const record: DaemonRecord = { ...found, settings, phase: 'running', worker: null, supervisor, control, crew };
    writeRecord(store, record);
    for (const { id, main } of workers) note(store, name, { type: 'resumed', pid: main.pid, worker: id });
    return record;
  } finally {
    lock.release();
  }
};

/** Makes this supervisor the one of workers that have lost theirs; undefined when they have not, any more. */
export const adoptCrew = async (
  charge: CrewCharge,
): Promise<(Found & { readonly record: DaemonRecord }) | undefined> => {
  const record = await takeRecord(charge);
  if (!record?.crew) return undefined;
  const { workers } = record.crew;
  const build = (phase: WorkerRecord['phase']): Promise<readonly Worker[]> =>
    Promise.all(workers.filter((one) => one.phase === phase).map((one) => workerFrom(charge, record, one)));
  return { record, serving: await build('running'), draining: await build('draining') };
};
