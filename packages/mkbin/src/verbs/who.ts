import { ExitCode, writeErr, writeOut } from '@proctools/core';
import { lookUp, type Who } from '../owner/who.ts';
import type { CommandRecord } from '../records/record.ts';
import { readRecords } from '../records/records.ts';
import { storeFor } from '../records/store.ts';
import { reportNobody, reportWho, whoData } from '../report-who.ts';
import type { Printing } from './install-options.ts';

/** Our own, and those of the machine. */
const allRecords = (): readonly CommandRecord[] =>
  [false, true].flatMap((isSystem) =>
    readRecords(storeFor(isSystem, process.env)).flatMap((reading) =>
      reading.type === 'record' ? [reading.record] : [],
    ),
  );

const isNobodys = ({ builtinOf, meanings }: Who): boolean => builtinOf.length + meanings.length === 0;

export const who = ({
  options,
  operands,
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): number => {
  const records = allRecords();
  const found = operands.map((word) => lookUp(word, records, process.env));
  if (options.json) writeOut(whoData(found));
  else for (const one of found) isNobodys(one) ? writeErr(reportNobody(one)) : writeOut(reportWho(one));
  return found.some(isNobodys) ? ExitCode.failed : ExitCode.done;
};
