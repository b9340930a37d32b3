/** A daemon of several workers, as its supervisor has it. */

import type { CrewSettings } from '../settings.ts';
import { updateRecordIfRoom } from '../store/change.ts';
import type { CrewRecord, DaemonRecord, WorkerRecord } from '../store/record.ts';
import { type Charge, isOurs } from '../supervisor/charge.ts';

import type { ListenAddress } from './address.ts';

export interface CrewCharge extends Charge {
  /** Stands in the environment of all processes of all workers. */
  readonly id: string;
  readonly crew: CrewSettings;
  /** Our descriptors of the sockets that they share, and where these listen. */
  readonly sockets: readonly number[];
  readonly listen: readonly ListenAddress[];
  /** Of several that change what is written down, one after the other. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** One piece of work after the other. */
export const turns = (): CrewCharge['inTurn'] => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
};

/** Changes what is written down of the workers, as long as nobody else has taken the daemon over. */
const amendCrew = (
  charge: CrewCharge,
  change: (crew: CrewRecord) => CrewRecord,
  more: Partial<DaemonRecord> = {},
): Promise<unknown> =>
  charge.inTurn(() =>
    updateRecordIfRoom(charge.store, charge.request.name, (record) =>
      isOurs(charge, record) && record.crew ? { ...record, ...more, crew: change(record.crew) } : undefined,
    ),
  );

/** Changes what is written down of one worker. */
export const amendWorker = (charge: CrewCharge, run: string, change: Partial<WorkerRecord>): Promise<unknown> =>
  amendCrew(charge, (crew) => ({
    ...crew,
    workers: crew.workers.map((worker) => (worker.run === run ? { ...worker, ...change } : worker)),
  }));

/** Forgets a worker that has ended. */
export const forgetWorker = (charge: CrewCharge, run: string, more?: Partial<DaemonRecord>): Promise<unknown> =>
  amendCrew(charge, (crew) => ({ ...crew, workers: crew.workers.filter((worker) => worker.run !== run) }), more);
