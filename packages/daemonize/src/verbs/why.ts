import { writeOut } from '@proctools/core';
import { observe } from '../observe.ts';
import { chaptersIn, reportWhy } from '../report-why.ts';
import { openStore } from '../store/home.ts';
import { readJournal } from '../store/journal.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

/** The last ends of a daemon, and what was decided after each. */
export const why = ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing<{ readonly lines: number }>;
  readonly operands: readonly string[];
}): number => {
  const store = openStore();
  const record = requireRecord(store, name);
  writeOut(reportWhy(observe(record), chaptersIn(readJournal(store, name)), options));
  return 0;
};
