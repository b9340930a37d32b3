import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { endOfLine, FILLING, LINE_BYTES } from './writer.ts';

interface LogFile {
  readonly file: string;
  readonly size: number;
  readonly changedAt: bigint;
}

/** svlogd and s6-log call theirs `current`, and archives by their time. */
const IS_LOG = /^(?:out|current|@)/;

/** The log and its archives, oldest first. */
export const logFiles = (folder: string): readonly LogFile[] =>
  readdirSync(folder)
    .filter((name) => IS_LOG.test(name))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const stat = statSync(file, { bigint: true, throwIfNoEntry: false }); // it may have been given another name
      return stat ? [{ file, size: Number(stat.size), changedAt: stat.mtimeNs }] : [];
    })
    .sort((a, b) => Number(a.changedAt - b.changedAt));

/** Calls back with the bytes of the file from here on, piece by piece. */
const readFrom = (file: string, begin: number, take: (bytes: Buffer) => void): void => {
  const descriptor = openSync(file, 'r');
  const piece = Buffer.alloc(1 << 20);
  try {
    for (let at = begin, length = 1; length > 0; at += length) {
      length = readSync(descriptor, piece, 0, piece.length, at);
      take(piece.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
};

/** Whether the line of this number is the last in the file. */
export const endsWithLine = ({ file, size }: LogFile, number: number): boolean => {
  const end = endOfLine(number);
  let text = '';
  readFrom(file, Math.max(0, size - end.length), (bytes) => {
    text += bytes.toString('latin1');
  });
  return text === end;
};

const EXPECTED = Buffer.from(FILLING);
const NEWLINE = 10;

/** How many lines are whole in the files that are there now. */
const countLines = (folder: string): number => {
  let whole = 0;
  let rest = Buffer.alloc(0);
  const take = (bytes: Buffer): void => {
    const all = Buffer.concat([rest, bytes]);
    let from = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, from)) {
      const begin = end + 1 - LINE_BYTES;
      if (begin >= from && EXPECTED.compare(all, begin, begin + EXPECTED.length) === 0) whole += 1;
      from = end + 1;
    }
    rest = Buffer.from(all.subarray(from));
  };
  for (const { file } of logFiles(folder)) readFrom(file, 0, take);
  return whole;
};

/** How many lines are there whole; what stands before a line, such as a time, is no part of it. */
export const wholeLines = (folder: string): number => {
  for (;;) {
    try {
      return countLines(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // it has been given another name meanwhile
    }
  }
};
