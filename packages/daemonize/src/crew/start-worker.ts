/** Starting one worker: it is born, written down before it begins, and waited for until it serves. */
import path from 'node:path';
import {
  type Birth,
  type Detached,
  detach,
  findMembers,
  type Hooks,
  monotonicMs,
  stop,
  uniqueWord,
} from '@proctools/core';
import { pathsOf } from '../logs/log.ts';
import { openReadiness } from '../ready/open-readiness.ts';
import type { Readiness } from '../ready/readiness.ts';
import type { Settings } from '../settings.ts';
import { giveAttributes } from '../start/attributes.ts';
import { refusalOf } from '../start/claim.ts';
import { failureOf } from '../start/failure.ts';
import { type First, untilFirst } from '../start/first.ts';
import { type LogFiles, openLogFiles } from '../start/log-files.ts';
import type { StartFailure } from '../start/outcome.ts';
import { type Prepared, prepare } from '../start/prepare.ts';
import { lockKnown } from '../store/change.ts';
import { note } from '../store/journal.ts';
import type { DaemonRecord, WorkerRecord } from '../store/record.ts';
import { secureRecord, writeRecordAtOnce } from '../store/records.ts';
import { ownRecord } from '../supervisor/charge.ts';
import { amendWorker, type CrewCharge, forgetWorker } from './charge.ts';
import { isNodeProgram } from './node-program.ts';
import { legacyOfWorker } from './places.ts';
import { removeTraces, Worker } from './worker.ts';
import { workerEnvironment } from './worker-environment.ts';

/** Whose place it gets, and how often that was filled anew. */
export interface Place {
  readonly id: number;
  readonly restarts: number;
}

/** Born and written down. */
interface Born {
  readonly worker: Worker;
  readonly process: Detached;
  readonly record: DaemonRecord;
  readonly logs: LogFiles;
}

const openLogs = async (
  { keeper, request: { name, settings }, store }: CrewCharge,
  owner: Prepared['owner'],
): Promise<LogFiles> => (await keeper?.open(owner)) ?? openLogFiles(store, name, settings, owner);

/** Only a program of Node's can say that it listens: any other is given the settle time. */
const settingsFor = (settings: Settings, isNode: boolean): Settings =>
  settings.ready?.type === 'listening' && !isNode ? { ...settings, ready: null } : settings;

/** A program of Node's has a channel, by which it is asked to finish; unless it is to have another link. */
const linkFor = (readiness: Readiness | undefined, isNode: boolean): Birth['link'] =>
  readiness?.link ?? (isNode ? 'channel' : undefined);

const bear = async (birth: Birth, hooks: Hooks, charge: CrewCharge): Promise<Detached> =>
  charge.listen.length > 0
    ? detach(birth, hooks)
    : (await import('./cluster-birth.ts')).bearInCluster(birth, hooks, charge);

/** All that one birth needs. */
interface Preparations {
  readonly place: Place;
  readonly prepared: Prepared;
  readonly settings: Settings;
  readonly readiness: Readiness | undefined;
  readonly link: Birth['link'];
}

const birthFrom = (
  { id: crew, listen, request, sockets, store }: CrewCharge,
  { link, place: { id }, prepared, readiness, settings }: Preparations,
  { stderr, stdout }: LogFiles,
  run: string,
): Birth => {
  const { command, cwd, openFiles, stopSignal, umask } = settings;
  const { file, owner } = prepared;
  const environment = workerEnvironment(prepared.environment, { crew, run, id, listen, stopSignal });
  return {
    ...{ command, file, cwd, umask, owner, stdout, stderr, link, sockets },
    environment: { ...environment, ...readiness?.environment },
    openFiles: openFiles ?? undefined,
    legacy: legacyOfWorker(store, request.name, run),
    nodeIntermediate: path.join(__dirname, 'intermediate.cjs'),
  };
};

const bringUpWith = async (
  charge: CrewCharge,
  preparations: Preparations,
  logs: LogFiles,
): Promise<Born | StartFailure> => {
  const { request, store } = charge;
  const { name } = request;
  const { link, place, prepared, settings } = preparations;
  const now = ownRecord(charge);
  if (!now?.crew) return { type: 'taken-over', name };
  const { crew } = now;
  const run = uniqueWord();
  const birth = birthFrom(charge, preparations, logs, run);
  const born: { record: DaemonRecord; worker: WorkerRecord }[] = [];
  const write: Hooks['record'] = ({ identity: main, session }) => {
    const startedAt = new Date().toISOString();
    const worker: WorkerRecord = { ...place, run, phase: 'starting', main, session, startedAt };
    const record: DaemonRecord = {
      ...now,
      restarts: now.restarts + (place.restarts > 0 ? 1 : 0),
      logs: pathsOf(logs.logs),
      piped: logs.piped,
      crew: { ...crew, workers: [...crew.workers, worker] },
    };
    writeRecordAtOnce(store, record);
    born.push({ record, worker });
    const { command } = settings;
    note(store, name, { type: 'started', pid: main.pid, command, logOffsets: logs.offsets, worker: place.id });
  };
  const process = await bear(birth, { prepare: (pid) => giveAttributes(pid, settings), record: write }, charge);
  const [written] = born;
  if (!written) throw new Error('the worker was never written down');
  const record = { ...written.record, settings };
  const held = { record, process, logs, environment: birth.environment, owner: prepared.owner };
  const worker = new Worker(written.worker, held, link === 'channel' ? process : undefined);
  return { worker, process, record, logs };
};

/** The lock of the name is held while it is born, so that nobody stops a daemon that is about to have one more. */
const bringUp = async (charge: CrewCharge, preparations: Preparations): Promise<Born | StartFailure> => {
  const lock = await lockKnown(charge.store, charge.request.name);
  try {
    const logs = await openLogs(charge, preparations.prepared.owner);
    return await bringUpWith(charge, preparations, logs).finally(logs.close);
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    return { type: 'cannot-execute', file: preparations.settings.command[0], reason };
  } finally {
    lock.release();
  }
};

/** Leaves nothing of one that did not come up. */
const undo = async (charge: CrewCharge, { process, worker }: Born): Promise<void> => {
  const { stopSignal: signal, stopTimeoutMs: timeoutMs } = charge.request.settings;
  await stop(() => findMembers(worker.family), { signal, timeoutMs });
  await process.letGo();
  await worker.over;
  await forgetWorker(charge, worker.record.run);
  removeTraces(charge, worker);
};

const cancelled = (signal: AbortSignal): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    const tell = (): void => resolve(typeof signal.reason === 'string' ? (signal.reason as NodeJS.Signals) : 'SIGTERM');
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell, { once: true });
  });

const conclude = async (
  charge: CrewCharge,
  born: Born,
  readiness: Readiness | undefined,
  cancel: AbortSignal,
): Promise<Worker | StartFailure> => {
  const beganAt = monotonicMs();
  const { logs, process, record, worker } = born;
  const awaited = { ...worker.held, record, process, logs };
  const first: First = await untilFirst(awaited, readiness, cancelled(cancel)).catch(async (error: unknown) => {
    await undo(charge, born);
    throw error;
  });
  const afterMs = Math.round(monotonicMs() - beganAt);
  if (first.type === 'ready' || first.type === 'settled') {
    const { id, run } = worker.record;
    await amendWorker(charge, run, { phase: 'running' });
    if (first.type === 'ready')
      note(charge.store, record.name, { type: 'ready', pid: worker.pid, afterMs, worker: id });
    return worker;
  }
  await logs.arrived?.();
  const outcome = failureOf(awaited, first, readiness, afterMs);
  await undo(charge, born);
  return outcome;
};

/** Answers with the worker when it serves, else with what was in the way; then nothing is left of it. */
export const startWorker = async (
  charge: CrewCharge,
  place: Place,
  cancel: AbortSignal,
): Promise<Worker | StartFailure> => {
  const { request, store } = charge;
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return prepared;
  const isNode = isNodeProgram(prepared.file);
  const settings = settingsFor(request.settings, isNode);
  const readiness = settings.ready ? await openReadiness(settings.ready, settings.readyTimeoutMs) : undefined;
  try {
    const link = linkFor(readiness, isNode);
    const born = await charge.inTurn(() => bringUp(charge, { place, prepared, settings, readiness, link }));
    if ('type' in born) return born;
    void secureRecord(store, request.name);
    return await conclude(charge, born, readiness, cancel);
  } finally {
    readiness?.close();
  }
};
