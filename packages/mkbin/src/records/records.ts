import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, errorCode, Failure, isName, nearest, quoteForShell } from '@proctools/core';
import type { Step } from '../apply/step.ts';
import type { CommandRecord } from './record.ts';
import type { Store } from './store.ts';

const SUFFIX = '.json';

export const recordFile = ({ folder }: Store, name: string): string => path.join(folder, `${name}${SUFFIX}`);

/** What is written of one command. */
export type Reading =
  | { readonly type: 'record'; readonly record: CommandRecord }
  | { readonly type: 'damaged'; readonly name: string; readonly file: string; readonly reason: string };

const isPlaced = (value: unknown): boolean => {
  const { type, path: file, target, sha256 } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof file === 'string' && (type === 'link' ? typeof target === 'string' : typeof sha256 === 'string');
};

/** What is wrong with a record; undefined when it is one, and that of this command. */
const fault = (value: unknown, name: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return 'it is no object';
  const { version, files, extras, ...record } = value as Readonly<Record<string, unknown>>;
  if (version !== 1) return `its version is ${JSON.stringify(version)}, and this mkbin knows 1`;
  if (record.name !== name) return 'it is that of another command';
  const texts = ['form', 'source', 'folder', 'installedAt'].every((key) => typeof record[key] === 'string');
  const parts =
    typeof record.interpreter === 'object' && record.interpreter !== null && typeof record.node === 'object';
  const lists = [files, extras].every((list) => Array.isArray(list) && list.every(isPlaced));
  return texts && parts && lists && Array.isArray(record.nodeOptions) ? undefined : 'something is missing in it';
};

const parse = (name: string, file: string, text: string): Reading => {
  try {
    const record = JSON.parse(text) as CommandRecord;
    const reason = fault(record, name);
    return reason === undefined ? { type: 'record', record } : { type: 'damaged', name, file, reason };
  } catch {
    return { type: 'damaged', name, file, reason: 'it is not JSON' };
  }
};

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw new Failure(ExitCode.failed, `cannot read ${file}`, { cause: error });
  }
};

/** What is written of this command; undefined when nothing is. */
export const readRecord = (store: Store, name: string): Reading | undefined => {
  const file = recordFile(store, name);
  const text = textOf(file);
  return text === undefined ? undefined : parse(name, file, text);
};

const namesIn = ({ folder }: Store): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .filter(isName)
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw new Failure(ExitCode.failed, `cannot read ${folder}`, { cause: error });
  }
};

/** What is written of all commands, by name. */
export const readRecords = (store: Store): readonly Reading[] =>
  namesIn(store).flatMap((name) => readRecord(store, name) ?? []);

/** The record of a command that must be there. */
export const requireRecord = (store: Store, name: string): CommandRecord => {
  const reading = readRecord(store, name);
  if (reading?.type === 'record') return reading.record;
  if (reading) {
    const hint = 'move it away, and install the command again: mkbin doctor --fix does the first';
    throw new Failure(ExitCode.failed, `${reading.file} is damaged: ${reading.reason}`, { hint });
  }
  const similar = nearest(name, namesIn(store));
  const hint = similar === undefined ? 'mkbin list shows those there are' : `did you mean ${similar}?`;
  throw new Failure(ExitCode.failed, `mkbin has installed no command ${quoteForShell(name)}`, { hint });
};

/** The step that writes a record. */
export const recordStep = (store: Store, record: CommandRecord): Step => ({
  type: 'file',
  path: recordFile(store, record.name),
  bytes: Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`),
  mode: store.isSystem ? 0o644 : 0o600,
});
