import { existsSync } from 'node:fs';
import { ExitCode, Failure, writeOut } from '@proctools/core';
import { reportDown } from '../report-up.ts';
import { stopDaemon } from '../stop.ts';
import { openStore } from '../store/home.ts';
import { findFile } from '../up/find-file.ts';
import { startedFrom } from '../up/step.ts';
import { stopVerdict } from '../verdict.ts';
import { forEachName } from './each-name.ts';
import type { Printing } from './options.ts';

/** Stops whatever came from a file. It is not read: it may be broken by now, or gone. */
export const down = async ({
  options,
  operands,
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const isKnown = (path: string): boolean => startedFrom(store, path).length > 0;
  const file = findFile(operands[0], existsSync, isKnown);
  const names = startedFrom(store, file.path).map(({ name }) => name);
  if (names.length === 0 && !existsSync(file.path)) {
    throw new Failure(ExitCode.failed, `there is no ${file.label}, and nothing was started from it`);
  }
  const { outcomes, code } = await forEachName(names, (name) => stopDaemon(store, name), options);
  writeOut(reportDown(outcomes, file.label, options));
  return outcomes.some((outcome) => stopVerdict(outcome) !== 0) ? ExitCode.failed : code;
};
