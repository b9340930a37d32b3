import { ExitCode, failureText, isFailure, styleFor, writeErr, writeOut } from '@proctools/core';
import { examine } from '../doctor/examine.ts';
import { type Finding, isFixable } from '../doctor/finding.ts';
import { repair } from '../doctor/repair.ts';
import { gather } from '../gather.ts';
import { setAsideAll } from '../records/damaged.ts';
import type { CommandRecord } from '../records/record.ts';
import { readRecords, requireRecord } from '../records/records.ts';
import { type Store, storeFor } from '../records/store.ts';
import { reportConflicts, reportFailures } from '../report-conflicts.ts';
import { doctorData, type Examined, reportDoctor } from '../report-doctor.ts';
import { complaint, shown } from '../words.ts';
import { announcerFor } from './announce.ts';
import type { Printing } from './install-options.ts';

type DoctorOptions = Printing<{ readonly fix: boolean; readonly system: boolean }>;

/** A damaged record hides no other command; it is set aside when that may be. */
const damagedIn = (store: Store, { fix }: DoctorOptions): number => {
  const damaged = readRecords(store).filter((reading) => reading.type === 'damaged');
  if (fix) setAsideAll(store, damaged);
  else
    for (const { file, reason } of damaged)
      writeErr(complaint(`${shown(file)} is damaged: ${reason}`, 'mkbin doctor --fix sets it aside'));
  return damaged.length;
};

const recordsOf = async (store: Store, names: readonly string[]) => {
  if (names.length > 0) return gather(names, (name) => [requireRecord(store, name)]);
  const items = readRecords(store).flatMap((reading) => (reading.type === 'record' ? [reading.record] : []));
  return { items, failures: [] };
};

/** Whether it could be made again; why not is told. */
const isRepaired = async (record: CommandRecord, store: Store, options: DoctorOptions): Promise<boolean> => {
  try {
    const conflicts = await repair(record, store, announcerFor(record.name, options));
    writeErr(reportConflicts(conflicts, () => undefined));
    return conflicts.length === 0;
  } catch (error) {
    if (!isFailure(error)) throw error;
    writeErr(failureText('mkbin', error));
    return false;
  }
};

const sameKind = (one: Finding, other: Finding): boolean =>
  one.type === 'standing' && other.type === 'standing'
    ? one.standing.state === other.standing.state
    : one.type === other.type;

const treat = async (record: CommandRecord, store: Store, options: DoctorOptions): Promise<Examined> => {
  const findings = await examine(record, process.env);
  if (!options.fix || !findings.some(isFixable)) return { record, findings, repaired: [] };
  if (!(await isRepaired(record, store, options))) return { record, findings, repaired: [] };
  const left = await examine(requireRecord(store, record.name), process.env);
  return { record, findings, repaired: findings.filter((finding) => !left.some((one) => sameKind(finding, one))) };
};

const isUnwell = ({ findings, repaired }: Examined): boolean => repaired.length < findings.length;

export const doctor = async ({
  options,
  operands,
}: {
  readonly options: DoctorOptions;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = storeFor(options.system, process.env);
  const damaged = damagedIn(store, options);
  const { items: records, failures } = await recordsOf(store, operands);
  writeErr(reportFailures(failures));
  const all: Examined[] = [];
  for (const record of records) all.push(await treat(record, store, options));
  const unwell = all.filter(isUnwell);
  if (records.length === 0 && !options.quiet) writeErr('no command was made yet: mkbin FILE makes one\n');
  if (options.json) writeOut(doctorData(all));
  else writeOut(reportDoctor(options.quiet ? unwell : all, styleFor(1, options.noColor)));
  return damaged + failures.length + unwell.length === 0 ? ExitCode.done : ExitCode.failed;
};
