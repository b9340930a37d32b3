import { failureText, writeErr, writeOut } from '@proctools/core';
import { observe } from '../observe.ts';
import { observeAll } from '../observe-all.ts';
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

export const status = ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): number => {
  const found = observe(requireRecord(openStore(), name));
  if (!options.quiet || options.json) writeOut(reportStatus(found, options));
  return statusVerdict(found.state);
};
