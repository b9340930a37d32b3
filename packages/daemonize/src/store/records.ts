import { existsSync } from 'node:fs';
import { ExitCode, Failure, isName, nearest, quoteForShell, replaceFile } from '@proctools/core';
import { daemonNames, fileOf, type Store } from './home.ts';
import { DAMAGED, parse, readIfThere, writing } from './json-file.ts';
import type { DaemonRecord } from './record.ts';

/** The record of a daemon; undefined when there is none of this name. A damaged one is a Failure. */
export const readRecord = (store: Store, name: string): DaemonRecord | undefined => {
  if (!isName(name)) return undefined;
  const file = fileOf(store, name, 'record.json');
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const record = parse<DaemonRecord>(file, text);
  const isWhole =
    record?.version === 1 && record.name === name && typeof record.id === 'string' && Array.isArray(record.leftIds);
  if (isWhole && Array.isArray(record.settings?.command) && record.logs) return record;
  throw new Failure(ExitCode.failed, `${file} is damaged: it does not describe ${name}`, { hint: DAMAGED });
};

/** Whether there is a record, be it damaged. */
export const hasRecord = (store: Store, name: string): boolean => existsSync(fileOf(store, name, 'record.json'));

/** The record of a daemon that must be there: else a Failure with the exit code for unknown names. */
export const requireRecord = (store: Store, name: string): DaemonRecord => {
  const record = readRecord(store, name);
  if (record) return record;
  const similar = nearest(name, daemonNames(store));
  throw new Failure(ExitCode.unknown, `no daemon is called ${quoteForShell(name)}`, {
    hint: similar === undefined ? 'daemonize list shows those there are' : `did you mean ${similar}?`,
  });
};

/** Replaces the record; its lock must be held. */
export const writeRecord = (store: Store, record: DaemonRecord): void => {
  const file = fileOf(store, record.name, 'record.json');
  writing(file, () => replaceFile(file, `${JSON.stringify(record, undefined, 2)}\n`));
};
