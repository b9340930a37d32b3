import { writeOut } from '@proctools/core';
import { observeOne } from '../observe-one.ts';
import { chaptersIn, reportWhy } from '../report-why.ts';
import { openStore } from '../store/home.ts';
import { readJournal } from '../store/journal.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

/** The last ends of a daemon, and what was decided after each. */
export const why = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing<{ readonly lines: number }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const record = requireRecord(store, name);
  writeOut(reportWhy(await observeOne(store, record), chaptersIn(readJournal(store, name)), options));
  return 0;
};
