import path from 'node:path';
import { isFailure, type OptionTable, readOptions } from '@proctools/core';
import { type Caller, planStart, type StartOptions } from '../plan.ts';
import type { EnvironmentSource, Settings } from '../settings.ts';
import type { Origin } from '../store/record.ts';
import type { Entry, Problem } from './entry.ts';
import type { SourceFile } from './find-file.ts';
import { problemFailure } from './read-file.ts';

/** A daemon as its file wants it. */
export interface Wanted {
  readonly name: string;
  readonly settings: Settings;
  readonly source: EnvironmentSource;
  readonly from: Origin;
}

const wantedFrom = (
  { command, given, name }: Entry,
  { path: file }: SourceFile,
  table: OptionTable,
  caller: Caller,
): Wanted => {
  const read = readOptions(table, given) as unknown as StartOptions;
  const options = { ...read, name, ifNotRunning: true };
  const { settings, source } = planStart(options, command, { ...caller, cwd: path.dirname(file) });
  return { name, settings, source, from: { file, umask: options.umask ?? null } };
};

/** What the entries of a file come to; paths begin where the file is. A Failure tells of those that cannot be. */
export const wantedBy = (
  file: SourceFile,
  entries: readonly Entry[],
  table: OptionTable,
  caller: Caller,
): readonly Wanted[] => {
  const problems: Problem[] = [];
  const wanted = entries.flatMap((entry) => {
    try {
      return [wantedFrom(entry, file, table, caller)];
    } catch (error) {
      if (!isFailure(error)) throw error;
      problems.push({ place: entry.place, about: entry.name, message: error.message });
      return [];
    }
  });
  if (problems.length > 0) throw problemFailure(file, problems);
  return wanted;
};
