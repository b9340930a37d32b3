import { ExitCode, writeOut } from '@proctools/core';
import { reportStop } from '../report.ts';
import { type StopWishes, stopDaemon } from '../stop.ts';
import { openStore } from '../store/home.ts';
import { requireRecord } from '../store/records.ts';
import { stopVerdict } from '../verdict.ts';
import { forEachName } from './each-name.ts';
import type { Printing } from './options.ts';
import { targets } from './targets.ts';

export const stopVerb = async ({
  options,
  operands,
}: {
  readonly options: Printing<StopWishes & { readonly all: boolean }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const { outcomes, code } = await forEachName(
    targets(store, 'stop', options.all, operands),
    async (name) => {
      requireRecord(store, name);
      return stopDaemon(store, name, options);
    },
    options,
  );
  writeOut(reportStop(outcomes, options));
  return outcomes.some((outcome) => stopVerdict(outcome) !== 0) ? ExitCode.failed : code;
};
