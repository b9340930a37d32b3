import { existsSync } from 'node:fs';
import { ExitCode, Failure, writeDataToErr, writeErr, writeOut } from '@proctools/core';
import { follow } from '../logs/follow.ts';
import { followLog } from '../logs/follow-log.ts';
import { lineCutter } from '../logs/lines.ts';
import { type Log, logsOf, type Stream } from '../logs/log.ts';
import { readLogSpan, tailOfLog } from '../logs/read.ts';
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

interface Source {
  readonly stream: Stream;
  readonly log: Log;
}

const DEFAULT_LINES = 100;

/** Both streams may go to one file; or to none, in the foreground. */
const sourcesOf = (store: Store, record: DaemonRecord, onlyStderr: boolean): readonly Source[] => {
  const logs = logsOf(store, record);
  const wanted: readonly Stream[] = onlyStderr ? ['stderr'] : ['stdout', 'stderr'];
  const sources = wanted.flatMap((stream) => (logs[stream] ? [{ stream, log: logs[stream] }] : []));
  return logs.stdout?.file === logs.stderr?.file ? sources.slice(0, 1) : sources;
};

/** A Failure when there is nothing that could be shown. */
const requireSources = (store: Store, record: DaemonRecord, onlyStderr: boolean): readonly Source[] => {
  const sources = sourcesOf(store, record, onlyStderr);
  if (sources.length > 0) return sources;
  const message = `${record.name} runs in the foreground: what it writes goes where daemonize writes`;
  throw new Failure(ExitCode.failed, message, {
    hint: 'started with --log, --stdout or --stderr it would be in files, too',
  });
};

/** Each stream goes where it came from, unless one alone was asked for, or both are told apart in JSON. */
const writerFor = (
  { stream }: Source,
  { json, stderr }: Options,
): { readonly write: (bytes: Buffer) => void; readonly end: () => void } => {
  if (json) return lineCutter((line) => writeOut(`${JSON.stringify({ stream, line })}\n`));
  return { write: stream === 'stderr' && !stderr ? writeDataToErr : writeOut, end: () => {} };
};

const beginning = (store: Store, name: string, { log, stream }: Source, { since, quiet }: Options): number => {
  if (since === undefined) return 0;
  const { from, exact } = offsetSince(log, stream, Date.now() - since, readJournal(store, name));
  if (!exact && !quiet)
    writeErr(`daemonize: the lines of ${log.file} carry no time: showing all since the run began\n`);
  return from;
};

type Write = (bytes: Buffer) => void;

/** Goes on behind what was printed, until `isOver`. */
type GoOn = (isOver: () => boolean) => Promise<void>;

/** Of a file that nobody moves but people: it may be replaced, or cut short. */
const printFile = (file: string, count: number, start: number, write: Write): GoOn => {
  const descriptor = openIfThere(file);
  const { from, to } = descriptor === undefined ? { from: 0, to: 0 } : tailSpan(descriptor, count, start);
  if (descriptor !== undefined) for (const bytes of readOpenSpan(descriptor, from, to)) write(bytes);
  return (isOver) => follow(file, { descriptor, at: to }, write, isOver);
};

/** With its archives. */
const printLog = (log: Log, count: number, start: number, write: Write): GoOn => {
  const { from, to } = tailOfLog(log, count, start);
  for (const bytes of readLogSpan(log, from, to)) write(bytes);
  return (isOver) => followLog(log, to, write, isOver);
};

/** Prints the last lines of a source; answers with what goes on behind them. */
const printTail = (store: Store, name: string, source: Source, options: Options): (() => Promise<void>) => {
  const count = options.lines ?? (options.since === undefined ? DEFAULT_LINES : Number.POSITIVE_INFINITY);
  const start = beginning(store, name, source, options);
  const { write, end } = writerFor(source, options);
  const { log } = source;
  const goOn = log.ledger === null ? printFile(log.file, count, start, write) : printLog(log, count, start, write);
  if (!options.follow) end();
  const isOver = (): boolean => !existsSync(folderOf(store, name));
  return () => goOn(isOver).finally(end);
};

export const logs = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Options;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const sources = requireSources(store, requireRecord(store, name), options.stderr);
  const followers = sources.map((source) => printTail(store, name, source, options));
  if (options.follow) await Promise.all(followers.map((goOn) => goOn()));
  return 0;
};
