import { ExitCode, styleFor, writeOut } from '@proctools/core';
import { type Reading, readRecords } from '../records/records.ts';
import { standingOf } from '../records/standing.ts';
import { storeFor } from '../records/store.ts';
import { type Listed, reportList } from '../report-list.ts';
import type { Printing } from './install-options.ts';

/** What everybody has, and what this user has. */
const readAll = (isSystem: boolean): readonly Reading[] => {
  const system = storeFor(true, process.env);
  return isSystem ? readRecords(system) : [...readRecords(storeFor(false, process.env)), ...readRecords(system)];
};

const setAsideIn = async (isSystem: boolean, damaged: readonly Reading[]): Promise<void> => {
  const { setAsideAll } = await import('../records/damaged.ts');
  setAsideAll(storeFor(isSystem, process.env), damaged);
};

export const list = async ({
  options,
}: {
  readonly options: Printing<{ readonly system: boolean }>;
}): Promise<number> => {
  const readings = readAll(options.system);
  const found = readings.flatMap((reading): readonly Listed[] =>
    reading.type === 'record' ? [{ record: reading.record, standing: standingOf(reading.record, process.env) }] : [],
  );
  const damaged = readings.filter(({ type }) => type === 'damaged');
  if (damaged.length > 0) await setAsideIn(options.system, damaged);
  writeOut(reportList(found, { ...options, style: styleFor(1, options.noColor) }));
  return damaged.length === 0 ? ExitCode.done : ExitCode.failed;
};
