import { failureText, isFailure, writeErr, writeOut } from '@proctools/core';
import { observe, type Status } from '../observe.ts';
import { reportList, reportStatus } from '../report-status.ts';
import { daemonNames, openStore, type Store } from '../store/home.ts';
import { readRecord, requireRecord } from '../store/records.ts';
import { statusVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';

/** A damaged record is told, and hides no other daemon. */
const observeAll = (store: Store): { readonly found: readonly Status[]; readonly damaged: number } => {
  let damaged = 0;
  const found = daemonNames(store).flatMap((name) => {
    try {
      const record = readRecord(store, name);
      return record ? [observe(record)] : [];
    } catch (error) {
      if (!isFailure(error)) throw error;
      damaged += 1;
      writeErr(failureText('daemonize', error));
      return [];
    }
  });
  return { found, damaged };
};

export const list = ({ options }: { readonly options: Printing }): number => {
  const { found, damaged } = observeAll(openStore());
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
