import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { ExitCode, Failure, isName, nearest, quoteForShell, removeFile, replaceFile } from '@proctools/core';
import { daemonNames, fileOf, type Store } from './home.ts';
import { DAMAGED, parse, readIfThere, writing } from './json-file.ts';
import type { DaemonRecord } from './record.ts';

const recordFile = (store: Store, name: string): string => fileOf(store, name, 'record.json');

/**
 * A newer one, which may not be on the disk yet: somebody waits for what comes after it. A power cut may damage it, and then the
 * other counts; whatever else happens this one does.
 */
const nextFile = (store: Store, name: string): string => fileOf(store, name, 'record.next.json');

const isWhole = (record: DaemonRecord | null, name: string): boolean =>
  record?.version === 1 &&
  record.name === name &&
  typeof record.id === 'string' &&
  Array.isArray(record.leftIds) &&
  Array.isArray(record.settings?.command) &&
  record.logs !== undefined;

const readNext = (store: Store, name: string): DaemonRecord | undefined => {
  const file = nextFile(store, name);
  const text = readIfThere(file);
  try {
    const record = text === undefined ? null : parse<DaemonRecord>(file, text);
    return record && isWhole(record, name) ? record : undefined;
  } catch {
    return undefined;
  }
};

/** The record of a daemon; undefined when there is none of this name. A damaged one is a Failure. */
export const readRecord = (store: Store, name: string): DaemonRecord | undefined => {
  if (!isName(name)) return undefined;
  const next = readNext(store, name);
  if (next) return next;
  const file = recordFile(store, name);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const record = parse<DaemonRecord>(file, text);
  if (isWhole(record, name)) return record;
  throw new Failure(ExitCode.failed, `${file} is damaged: it does not describe ${name}`, { hint: DAMAGED });
};

/** Whether there is a record, be it damaged. */
export const hasRecord = (store: Store, name: string): boolean =>
  existsSync(recordFile(store, name)) || existsSync(nextFile(store, name));

/** The record of a daemon that must be there: else a Failure with the exit code for unknown names. */
export const requireRecord = (store: Store, name: string): DaemonRecord => {
  const record = readRecord(store, name);
  if (record) return record;
  const similar = nearest(name, daemonNames(store));
  throw new Failure(ExitCode.unknown, `no daemon is called ${quoteForShell(name)}`, {
    hint: similar === undefined ? 'daemonize list shows those there are' : `did you mean ${similar}?`,
  });
};

const textOf = (record: DaemonRecord): string => `${JSON.stringify(record, undefined, 2)}\n`;

/** Replaces the record; its lock must be held. */
export const writeRecord = (store: Store, record: DaemonRecord): void => {
  const [file, next] = [recordFile(store, record.name), nextFile(store, record.name)];
  writing(file, () => {
    if (existsSync(next)) replaceFile(next, textOf(record), { durable: false }); // or it would count until it is removed
    replaceFile(file, textOf(record));
    removeFile(next);
  });
};

const PHASE = /(?<=^ {2}"phase": )"[a-z-]+"(?=,$)/m;

/**
 * Writes the phase over the one that is there, which takes no room: so few bytes at once are never seen by half. Where it is longer,
 * or the file system takes room for that, too, the record stays as it is.
 */
export const amendPhase = (store: Store, name: string, phase: DaemonRecord['phase']): void => {
  const file = readNext(store, name) ? nextFile(store, name) : recordFile(store, name);
  const text = readIfThere(file) ?? '';
  const found = PHASE.exec(text);
  const wanted = JSON.stringify(phase).padEnd(found?.[0].length ?? 0);
  if (!found || wanted.length > found[0].length) return;
  try {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, wanted, Buffer.byteLength(text.slice(0, found.index)));
    closeSync(descriptor);
  } catch {}
};

/** Replaces the record, too, but does not wait for the disk: `secureRecord` is to follow. The lock must be held. */
export const writeRecordAtOnce = (store: Store, record: DaemonRecord): void => {
  const next = nextFile(store, record.name);
  writing(next, () => replaceFile(next, textOf(record), { durable: false }));
};

/** Has the disk keep what was written at once. Who writes it anew meanwhile secures that himself. */
export const secureRecord = async (store: Store, name: string): Promise<void> => {
  const next = nextFile(store, name);
  const { open, rename, stat } = process.getBuiltinModule('node:fs/promises');
  try {
    const file = await open(next, 'r');
    const { ino } = await file.stat();
    await file.sync().finally(() => file.close());
    if ((await stat(next)).ino === ino) await rename(next, recordFile(store, name));
  } catch {} // it is gone; or the disk is broken, and the older one stays
};
