/** What installing comes to: it looks, and changes nothing. */
import { hasSameContent, stateOf } from '../apply/state.ts';
import type { Step } from '../apply/step.ts';
import type { Entry } from '../forms/product.ts';
import { stateOfPlaced } from '../records/placed.ts';
import { type CommandRecord, type Placed, pathOf } from '../records/record.ts';
import { readRecord, recordStep } from '../records/records.ts';
import type { Store } from '../records/store.ts';
import { conflictAt, twice } from './conflicts.ts';
import { foldersFor, obstacleIn } from './folders.ts';
import { editConflicts, editSteps } from './mending.ts';
import { extraEntry, isDifferent, recordFor, recordOf } from './new-record.ts';
import { type Conflict, isForcible, type Made, type Outcome, type Plan, type Planned } from './plan.ts';

export interface InstallPlanOptions {
  readonly folder: string;
  readonly store: Store;
  readonly force: boolean;
  readonly now: Date;
}

const stepFor = (placed: Placed, entry: Entry | undefined, isForced: boolean): Step => {
  if (placed.type === 'link') return { ...placed, isForced };
  if (entry?.type !== 'file') throw new Error(`${placed.path} has no content`);
  const { mode, modifiedMs, path: file } = placed;
  return { type: 'file', path: file, bytes: entry.bytes, mode, modifiedMs, isForced };
};

/** What a command had, and has no longer; files that somebody changed are his. */
const superfluous = (old: CommandRecord | undefined, record: CommandRecord): readonly Step[] => {
  const kept = new Set([...record.files, ...record.extras].map(({ path: file }) => file));
  return [...(old?.files ?? []), ...(old?.extras ?? [])]
    .filter((placed) => !kept.has(placed.path) && hasSameContent(stateOf(placed.path), stateOfPlaced(placed)))
    .map(({ path: file }) => ({ type: 'remove', path: file }));
};

interface Drafted {
  readonly planned: Planned;
  readonly conflicts: readonly Conflict[];
  readonly steps: readonly Step[];
}

const outcomeOf = (steps: readonly Step[], old: CommandRecord | undefined): Outcome => {
  if (steps.length === 0) return 'unchanged';
  return old ? 'updated' : 'installed';
};

const recordedAs = (store: Store, name: string): CommandRecord | undefined => {
  const reading = readRecord(store, name);
  return reading?.type === 'record' ? reading.record : undefined;
};

const elsewhere = (fresh: CommandRecord, old: CommandRecord | undefined): readonly Conflict[] =>
  old && old.folder !== fresh.folder ? [{ type: 'elsewhere', name: old.name, path: pathOf(old) }] : [];

const draft = (made: Made, options: InstallPlanOptions): Drafted => {
  const { request, product, extras } = made;
  const { name, source } = request;
  const old = recordedAs(options.store, name);
  const fresh = recordOf(made, old, options);
  const wanted = [...fresh.files, ...(extras ? fresh.extras : [])];
  const entries = [...product.entries, ...(extras ?? []).map(extraEntry)];
  const record = recordFor(fresh, old, wanted);
  const inTheWay = wanted.map((placed) => conflictAt(name, source, placed, old));
  const entrySteps = wanted.flatMap((placed, index) =>
    isDifferent(placed) ? [stepFor(placed, entries[index], inTheWay[index] !== undefined)] : [],
  );
  const mending = product.edits.flatMap((edit) => editSteps(edit, request));
  const steps = [
    ...mending,
    ...entrySteps,
    ...superfluous(old, record),
    ...(record === old ? [] : [recordStep(options.store, record)]),
  ];
  const { form, notes } = product;
  const edits = mending.length > 0 ? product.edits : [];
  const replaced = wanted.filter((_, index) => inTheWay[index]).map(({ path: file }) => file);
  const outcome = outcomeOf(steps, old);
  const formerSource = old && old.source !== source ? old.source : undefined;
  return {
    planned: { name, path: pathOf(fresh), form, source, outcome, formerSource, notes, edits, replaced, record, extras },
    conflicts: [
      ...edits.flatMap((edit) => editConflicts(edit, request)),
      ...elsewhere(fresh, old),
      ...inTheWay.filter((conflict) => conflict !== undefined),
    ],
    steps,
  };
};

/** Two commands may come from one script: it is mended once. */
const withoutRepetition = (steps: readonly Step[]): readonly Step[] =>
  steps.filter((step, index) => steps.findIndex(({ path: file }) => file === step.path) === index);

/** What has to be done so that all of these are commands, and what forbids it. */
export const planInstall = (made: readonly Made[], options: InstallPlanOptions): Plan => {
  const drafts = made.map((one) => draft(one, options));
  const obstacle = obstacleIn(options.folder);
  const all = [...twice(made), ...(obstacle ? [obstacle] : []), ...drafts.flatMap(({ conflicts }) => conflicts)];
  const steps = withoutRepetition(drafts.flatMap((one) => one.steps));
  return {
    commands: drafts.map(({ planned }) => planned),
    conflicts: options.force ? all.filter((conflict) => !isForcible(conflict)) : all,
    steps: [...foldersFor(steps.map((step) => step.path)), ...steps],
  };
};
