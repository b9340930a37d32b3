import { failureText, writeErr, writeOut } from '@proctools/core';
import { observeAll } from '../observe-all.ts';
import { observeOne } from '../observe-one.ts';
import { reportList, reportStatus } from '../report-status.ts';
import { openStore } from '../store/home.ts';
import { requireRecord } from '../store/records.ts';
import { statusVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';

export const list = ({ options }: { readonly options: Printing }): number => {
  let damaged = 0;
  const found = observeAll(openStore(), (failure) => {
    damaged += 1;
    writeErr(failureText('daemonize', failure));
  });
  writeOut(reportList(found, options));
  return damaged === 0 ? 0 : 1;
};

export const status = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const found = await observeOne(store, requireRecord(store, name));
  if (!options.quiet || options.json) writeOut(reportStatus(found, options));
  return statusVerdict(found.state);
};
