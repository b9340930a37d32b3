/** Commands that rely on a script as it is. */
import { realpathSync } from 'node:fs';
import type { Edit, Request } from '../forms/product.ts';
import type { Made } from '../plan/plan.ts';
import { readRecords } from './records.ts';
import type { Store } from './store.ts';

const leadsTo = (source: string, file: string): boolean => {
  try {
    return realpathSync(source) === file;
  } catch {
    return false;
  }
};

/** Asked for the same change of the script. */
const isSameEdit = (one: Edit, other: Edit): boolean =>
  one.file === other.file && one.bytes !== undefined && other.bytes?.equals(one.bytes) === true;

/**
 * Who else is a link to a script that is to be edited, by name: those that are there, and those that were made before in
 * the same go, unless they asked for the very same edit.
 */
export const othersIn =
  (store: Store, made: readonly Made[]) =>
  ({ name }: Pick<Request, 'name'>, edit: Edit): readonly string[] => {
    const remade = new Set([name, ...made.map(({ request }) => request.name)]);
    const there = readRecords(store).flatMap((reading) => (reading.type === 'record' ? [reading.record] : []));
    return [
      ...there
        .filter((record) => !remade.has(record.name) && record.form === 'link' && leadsTo(record.source, edit.file))
        .map((record) => record.name),
      ...made
        .filter(({ request, product }) => product.form === 'link' && request.script.realFile === edit.file)
        .filter(({ product }) => !product.edits.some((other) => isSameEdit(edit, other)))
        .map(({ request }) => request.name),
    ];
  };
