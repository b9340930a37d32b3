/** What reaches the supervisor of several workers: signals, requests over its socket, and what concerns all of them at once. */
import { ENDING } from '../start/ending.ts';
import { ownRecord, tell } from '../supervisor/charge.ts';
import { type Control, openControl } from '../supervisor/control.ts';
import { type Alarm, watchOver } from '../supervisor/watch-over.ts';
import type { Crew } from './crew.ts';
import { requestsTo } from './requests.ts';

const followSignals = (crew: Crew): void => {
  for (const signal of ENDING) {
    process.on(signal, () => {
      if (ownRecord(crew.charge)) void crew.end();
      else crew.release();
    });
  }
};

/** A daemon that cannot be asked is looked after all the same. */
const listen = async (crew: Crew, fulfil: ReturnType<typeof requestsTo>['fulfil']): Promise<Control | undefined> => {
  const { control } = crew.charge.request;
  if (control == null) return undefined;
  try {
    return await openControl(control, fulfil);
  } catch (error) {
    tell(crew.charge, { type: 'no-control', reason: String(error) });
    return undefined;
  }
};

/** That it does not work, or that a file has changed, is no worker's alone: all of them are replaced, and then one looks again. */
const watchAll = (crew: Crew, reload: () => Promise<unknown>): void => {
  const { health, watch } = crew.charge.supervision;
  const [first] = crew.seats;
  const held = first === undefined ? undefined : crew.serving(first)?.held;
  if (!held || (!health && watch.length === 0)) return;
  const common = { ...crew.charge.supervision, maxMemory: null, maxRuntimeMs: null };
  const raise = async ({ cause, detail }: Alarm): Promise<void> => {
    if (crew.isOver) return;
    tell(crew.charge, { type: 'unfit', pid: process.pid, cause, detail });
    await reload();
    if (!crew.isOver) watchOver(held, common, (alarm) => void raise(alarm));
  };
  watchOver(held, common, (alarm) => void raise(alarm));
};

/** From now on; resolves when it can be asked about that. */
export const lookAfter = async (crew: Crew): Promise<void> => {
  const { fulfil, reload } = requestsTo(crew);
  followSignals(crew);
  watchAll(crew, reload);
  const control = await listen(crew, fulfil);
  void crew.parting.then(() => control?.close());
};
