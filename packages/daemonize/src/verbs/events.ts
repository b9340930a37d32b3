import { closeSync, existsSync, fstatSync } from 'node:fs';
import { writeOut } from '@proctools/core';
import { follow } from '../logs/follow.ts';
import { lineCutter } from '../logs/lines.ts';
import { readOpenSpan } from '../logs/tail.ts';
import { reportEvent } from '../report-events.ts';
import { folderOf, openStore } from '../store/home.ts';
import { journalFile, openJournal, parseEvent } from '../store/journal.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

export const events = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing<{ readonly follow: boolean }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  requireRecord(store, name);
  const { write } = lineCutter((line) => {
    const event = parseEvent(line);
    if (event) writeOut(options.json ? `${line}\n` : reportEvent(event));
  });
  const file = journalFile(store, name);
  const { current, earlier } = openJournal(store, name);
  if (earlier !== undefined) {
    for (const block of readOpenSpan(earlier, 0, fstatSync(earlier).size)) write(block);
    closeSync(earlier);
  }
  const isOver = (): boolean => !options.follow || !existsSync(folderOf(store, name));
  await follow(file, { descriptor: current, at: 0 }, write, isOver);
  return 0;
};
