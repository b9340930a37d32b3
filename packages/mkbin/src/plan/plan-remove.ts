import { hasSameContent, stateOf } from '../apply/state.ts';
import type { Step } from '../apply/step.ts';
import { stateOfPlaced } from '../records/placed.ts';
import { type CommandRecord, pathOf } from '../records/record.ts';
import { recordFile } from '../records/records.ts';
import type { Store } from '../records/store.ts';

/** What becomes of one command. */
export interface Removal {
  readonly name: string;
  readonly path: string;
  /** What is deleted. */
  readonly removed: readonly string[];
  /** What is not as mkbin left it, and so is somebody else's now. */
  readonly kept: readonly string[];
}

export interface RemovePlan {
  readonly removals: readonly Removal[];
  readonly steps: readonly Step[];
}

const planOne = (record: CommandRecord): Removal => {
  const placed = [...record.files, ...record.extras].map((one) => ({ one, found: stateOf(one.path) }));
  const there = placed.filter(({ found }) => found.type !== 'absent');
  const ours = there.filter(({ one, found }) => hasSameContent(found, stateOfPlaced(one)));
  const names = (list: typeof there): readonly string[] => list.map(({ one }) => one.path);
  return {
    name: record.name,
    path: pathOf(record),
    removed: names(ours),
    kept: names(there.filter((one) => !ours.includes(one))),
  };
};

/** What removing these commands comes to. `forget`: what is not ours any more stays, and only the records go. */
export const planRemove = (records: readonly CommandRecord[], store: Store, forget: boolean): RemovePlan => {
  const removals = records.map(planOne);
  const gone = removals.flatMap(({ removed }) => removed);
  const isRefused = !forget && removals.some(({ kept }) => kept.length > 0);
  const paths = [...gone, ...records.map(({ name }) => recordFile(store, name))];
  return { removals, steps: isRefused ? [] : paths.map((path) => ({ type: 'remove', path })) };
};
