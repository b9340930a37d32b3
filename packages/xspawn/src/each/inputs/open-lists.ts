import { ExitCode, Failure } from '@proctools/core';
import { type Bytes, textNearest } from '../../bytes.ts';
import type { Linked, List } from '../operands.ts';
import { batched, combined, linked, type Tuple } from './combine.ts';
import { countRecords } from './count-records.ts';
import { openInput, streamOf } from './open-input.ts';
import { collect, mapped, type Pull, pullFrom } from './pull.ts';
import type { Separator } from './record-cutter.ts';
import { type Records, recordsOf } from './records.ts';

/** The inputs of one job after the other. */
export interface Inputs {
  readonly next: Pull<Tuple>;
  /** For how many jobs they are; undefined while that is not known. */
  readonly total: () => number | undefined;
}

export interface ListSettings {
  readonly separator: Separator;
  /** Somebody is to be told as soon as possible how many there are. */
  readonly isTotalWanted: boolean;
}

const STANDARD_INPUT: List = { type: 'file', file: '-' };

const refuseNul = (name: string, records: Records): Records => {
  let count = 0;
  const check = (input: Bytes): Bytes => {
    count += 1;
    if (!input.includes('\0')) return input;
    throw new Failure(ExitCode.toolFailed, `${name}: input ${count} holds a NUL character, which no operand can`, {
      hint: 'do the inputs end with NUL? then say -0',
    });
  };
  return { ...records, next: mapped(records.next, check) };
};

/** Counts ahead of what is read, where that can be done. */
const countAhead = (descriptor: number, separator: Separator): (() => number | undefined) => {
  let count: number | undefined;
  void countRecords(descriptor, separator).then((counted) => {
    count = counted;
  });
  return () => count;
};

const openFile = (file: Bytes, { separator, isTotalWanted }: ListSettings): Records => {
  const name = file === '-' ? 'standard input' : textNearest(file);
  const descriptor = openInput(file, name);
  const counted = isTotalWanted ? countAhead(descriptor, separator) : () => undefined;
  const records = recordsOf(streamOf(descriptor), name, separator);
  const { next } = separator === '\0' ? records : refuseNul(name, records);
  return { next, total: () => records.total() ?? counted() };
};

const openList = (list: List, settings: ListSettings): Records =>
  list.type === 'file' ? openFile(list.file, settings) : { next: pullFrom(list.words), total: () => list.words.length };

const assertReadOnce = (lists: readonly List[]): void => {
  if (lists.filter((list) => list.type === 'file' && list.file === '-').length < 2) return;
  throw new Failure(ExitCode.usage, 'standard input can be one list of inputs only');
};

const shortest = (totals: readonly (number | undefined)[]): number | undefined => {
  const known = totals.filter((total) => total !== undefined);
  return known.length === totals.length ? Math.min(...known) : undefined;
};

const link = (records: readonly Records[]): Inputs => ({
  next: linked(records.map(({ next }) => next)),
  total: () => shortest(records.map(({ total }) => total())),
});

/**
 * Opens the lists of inputs, standard input when there are none: all combinations of them, so many for each job.
 * Only the first list may be longer than memory. A Failure when one cannot be read.
 */
export const openLists = async (
  lists: readonly Linked[],
  settings: ListSettings & { readonly perJob: number },
): Promise<Inputs> => {
  const wanted: readonly Linked[] = lists.length === 0 ? [[STANDARD_INPUT]] : lists;
  assertReadOnce(wanted.flat());
  const [first, ...others] = wanted.map((group) => link(group.map((list) => openList(list, settings))));
  const inMemory = await Promise.all(others.map(({ next }) => collect(next)));
  const count = inMemory.reduce((product, { length }) => product * length, 1);
  const total = (): number | undefined => {
    const known = first?.total();
    return known === undefined ? undefined : Math.ceil((known * count) / settings.perJob);
  };
  return { next: batched(combined(first?.next ?? pullFrom([]), inMemory), settings.perJob), total };
};
