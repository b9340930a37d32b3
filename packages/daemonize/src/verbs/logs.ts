import { existsSync } from 'node:fs';
import { writeDataToErr, writeErr, writeOut } from '@proctools/core';
import { follow } from '../logs/follow.ts';
import { lineCutter } from '../logs/lines.ts';
import { offsetSince } from '../logs/since.ts';
import { openIfThere, readOpenSpan, tailSpan } from '../logs/tail.ts';
import { folderOf, openStore, type Store } from '../store/home.ts';
import { readJournal } from '../store/journal.ts';
import type { DaemonRecord } from '../store/record.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

type Options = Printing<{
  readonly follow: boolean;
  readonly lines: number | undefined;
  readonly since: number | undefined;
  readonly stderr: boolean;
}>;

type Stream = 'stdout' | 'stderr';

interface Source {
  readonly stream: Stream;
  readonly file: string;
}

const DEFAULT_LINES = 100;

/** Both streams may go to one file. */
const sourcesOf = ({ logs }: DaemonRecord, onlyStderr: boolean): readonly Source[] => {
  const stdout: Source = { stream: 'stdout', file: logs.stdout };
  const stderr: Source = { stream: 'stderr', file: logs.stderr };
  if (onlyStderr) return [stderr];
  return logs.stdout === logs.stderr ? [stdout] : [stdout, stderr];
};

/** Each stream goes where it came from, unless one alone was asked for, or both are told apart in JSON. */
const writerFor = (
  { stream }: Source,
  { json, stderr }: Options,
): { readonly write: (bytes: Buffer) => void; readonly end: () => void } => {
  if (json) return lineCutter((line) => writeOut(`${JSON.stringify({ stream, line })}\n`));
  return { write: stream === 'stderr' && !stderr ? writeDataToErr : writeOut, end: () => {} };
};

const beginning = (store: Store, name: string, { stream, file }: Source, { since, quiet }: Options): number => {
  if (since === undefined) return 0;
  const { from, exact } = offsetSince(file, stream, Date.now() - since, readJournal(store, name));
  if (!exact && !quiet) writeErr(`daemonize: the lines of ${file} carry no time: showing all since the run began\n`);
  return from;
};

/** Prints the last lines of a source; answers with what goes on behind them. */
const printTail = (store: Store, name: string, source: Source, options: Options): (() => Promise<void>) => {
  const count = options.lines ?? (options.since === undefined ? DEFAULT_LINES : Number.POSITIVE_INFINITY);
  const start = beginning(store, name, source, options);
  const descriptor = openIfThere(source.file);
  const { from, to } = descriptor === undefined ? { from: 0, to: 0 } : tailSpan(descriptor, count, start);
  const { write, end } = writerFor(source, options);
  if (descriptor !== undefined) for (const bytes of readOpenSpan(descriptor, from, to)) write(bytes);
  if (!options.follow) end();
  const isOver = (): boolean => !existsSync(folderOf(store, name));
  return () => follow(source.file, { descriptor, at: to }, write, isOver).finally(end);
};

export const logs = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Options;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const sources = sourcesOf(requireRecord(store, name), options.stderr);
  const followers = sources.map((source) => printTail(store, name, source, options));
  if (options.follow) await Promise.all(followers.map((goOn) => goOn()));
  return 0;
};
