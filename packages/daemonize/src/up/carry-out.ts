/** Doing what was decided: first all that has to end, as others may be waiting for its port, then all that is to run. */
import { observe, type Status } from '../observe.ts';
import { launchEither } from '../start/launch-either.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { prepare } from '../start/prepare.ts';
import { type StopOutcome, stopDaemon } from '../stop.ts';
import { assertRoom, updateRecordIfRoom } from '../store/change.ts';
import type { Store } from '../store/home.ts';
import { readRecord } from '../store/records.ts';
import type { Results } from '../verbs/each-name.ts';
import type { Printing } from '../verbs/options.ts';
import { type Resumed, resumeOne } from '../verbs/resume.ts';
import { forEachEntry } from './each-entry.ts';
import type { Step } from './step.ts';

/** A step, and what came of it. */
export interface Done extends Step {
  readonly stopped?: StopOutcome;
  /** How the start went, or what was certain before anything was tried. */
  readonly outcome?: StartOutcome;
  readonly resumed?: Resumed;
  /** As it is now; null when there is none of this name. */
  readonly status: Status | null;
}

type Quiet = Pick<Printing, 'quiet'>;

type Half = Omit<Done, 'status'>;

/** What can be refused is refused first: nothing is stopped that could not be started again. */
const refusalOf = ({ decision, request }: Step): StartOutcome | undefined => {
  if (!request || (decision.type !== 'start' && decision.type !== 'restart')) return undefined;
  const prepared = prepare(request);
  return prepared.type === 'prepared' ? undefined : prepared;
};

/** What is gone from the file is not the file's any more. */
const disown = async (store: Store, name: string): Promise<void> => {
  await updateRecordIfRoom(store, name, (record) => ({ ...record, from: undefined }));
};

const end = async (store: Store, step: Step): Promise<Half> => {
  const { decision, name } = step;
  const outcome = refusalOf(step);
  if (outcome) return { ...step, outcome };
  if (decision.type === 'restart') await assertRoom(store, name);
  const isToEnd = decision.type === 'restart' || decision.type === 'stop';
  const stopped = isToEnd ? await stopDaemon(store, name) : undefined;
  const hasGone = decision.type === 'forget' || (decision.type === 'stop' && stopped?.survivors.length === 0);
  if (hasGone) await disown(store, name);
  return stopped ? { ...step, stopped } : step;
};

const begin = async (store: Store, half: Half): Promise<Half> => {
  const { decision, name, outcome, request, stopped } = half;
  if (outcome || (stopped && stopped.survivors.length > 0)) return half;
  if (decision.type === 'take-over') return { ...half, resumed: await resumeOne(store, name) };
  if (!request || (decision.type !== 'start' && decision.type !== 'restart')) return half;
  return { ...half, outcome: await launchEither(store, request) };
};

const withStatus = (store: Store, half: Half): Done => {
  const record = readRecord(store, half.name);
  return { ...half, status: record ? observe(record) : null };
};

/** Without starting or stopping anything, for `--dry-run`. */
export const tryOut = (store: Store, steps: readonly Step[], printing: Quiet): Promise<Results<Done>> =>
  forEachEntry(
    steps,
    async (step) => {
      const outcome = refusalOf(step);
      return withStatus(store, outcome ? { ...step, outcome } : step);
    },
    printing,
  );

/** All at once; one that goes wrong keeps none of the others from it. */
export const carryOut = async (store: Store, steps: readonly Step[], printing: Quiet): Promise<Results<Done>> => {
  const ended = await forEachEntry(steps, (step) => end(store, step), printing);
  const begun = await forEachEntry(
    ended.outcomes,
    async (half) => withStatus(store, await begin(store, half)),
    printing,
  );
  return { outcomes: begun.outcomes, code: Math.max(ended.code, begun.code) };
};
