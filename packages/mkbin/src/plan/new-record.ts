/** What is to be remembered of a command. */
import path from 'node:path';
import { isSame, stateOf } from '../apply/state.ts';
import type { Extra } from '../extras/extra.ts';
import type { Entry } from '../forms/product.ts';
import { placedFrom, stateOfPlaced } from '../records/placed.ts';
import type { CommandRecord, Placed } from '../records/record.ts';
import { readHead } from '../script/head.ts';
import type { Interpreter } from '../script/interpreter.ts';
import type { Made } from './plan.ts';

/** An extra is a file like others, only elsewhere. */
export const extraEntry = ({ bytes, path: file }: Extra): Entry => ({
  type: 'file',
  name: path.basename(file),
  bytes,
  mode: 0o644,
});

/** Those that a command has already stay, when none were asked for. */
const extrasOf = ({ extras }: Made, old: CommandRecord | undefined, now: Date): readonly Placed[] =>
  extras?.map((extra) => placedFrom(extraEntry(extra), path.dirname(extra.path), now.getTime())) ?? old?.extras ?? [];

/** What runs the script once it is mended: the next time it is read from there. */
const interpreterAfter = ({ request, product }: Made): Interpreter => {
  const bytes = product.edits.find(({ file }) => file === request.script.realFile)?.bytes;
  return (bytes && readHead(bytes).interpreter) ?? request.interpreter;
};

/** The record of a command that goes to this folder now. */
export const recordOf = (
  made: Made,
  old: CommandRecord | undefined,
  { folder, now }: { readonly folder: string; readonly now: Date },
): CommandRecord => ({
  version: 1,
  name: made.request.name,
  form: made.product.form,
  source: made.request.source,
  interpreter: interpreterAfter(made),
  node: made.request.node,
  nodeOptions: made.request.nodeOptions,
  folder,
  files: made.product.entries.map((entry) => placedFrom(entry, folder, now.getTime())),
  extras: extrasOf(made, old, now),
  installedAt: now.toISOString(),
});

/** When a command was installed is no difference. */
const timeless = (record: CommandRecord): string =>
  JSON.stringify(record, (key, value) => (key === 'installedAt' || key === 'modifiedMs' ? undefined : value));

/** Whether something else is where this was put. */
export const isDifferent = (placed: Placed): boolean => !isSame(stateOf(placed.path), stateOfPlaced(placed));

/** The record as it will be: the old one when nothing has changed. */
export const recordFor = (
  fresh: CommandRecord,
  old: CommandRecord | undefined,
  wanted: readonly Placed[],
): CommandRecord => (old && timeless(old) === timeless(fresh) && !wanted.some(isDifferent) ? old : fresh);
