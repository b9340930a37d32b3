import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ExitCode, errorCode, Failure, isFailure } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { HEADER, parseLine } from './record.ts';

/** What was found where the joblog is to be. */
export type Found =
  | { readonly type: 'nothing' }
  /** A terminal, a pipe: to be written, not to be read. */
  | { readonly type: 'stream' }
  /** `length` is without a last line that is torn, as a full disk or a power cut leaves it. */
  | { readonly type: 'log'; readonly ledger: Ledger; readonly length: number; readonly isTorn: boolean };

const CHUNK = 1 << 20;

const failed = (message: string, hint?: string): Failure => new Failure(ExitCode.toolFailed, message, { hint });

const notALog = (file: string, lineNumber: number): Failure =>
  failed(
    lineNumber === 1
      ? `--joblog: ${file} is not a joblog`
      : `--joblog: line ${lineNumber} of ${file} is no line of a joblog`,
    'it is left as it is; choose another file',
  );

/** Calls `take` with each whole line; answers with what is left behind the last. */
const readLines = (descriptor: number, take: (line: Bytes, lineNumber: number) => void): Bytes => {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let rest = '';
  let lineNumber = 0;
  for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
    const lines = (rest + buffer.toString('latin1', 0, size)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      lineNumber += 1;
      take(line, lineNumber);
    }
  }
  return rest;
};

/** The beginning alone, since what is no joblog may be of any size and have no lines. */
const assertLog = (descriptor: number, file: string): void => {
  const buffer = Buffer.alloc(HEADER.length);
  const start = buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  if (!HEADER.startsWith(start)) throw notALog(file, 1);
};

const readLog = (descriptor: number, file: string): Found => {
  assertLog(descriptor, file);
  const ledger = createLedger();
  let length = 0;
  const rest = readLines(descriptor, (text, lineNumber) => {
    length += text.length + 1;
    if (lineNumber === 1) return;
    const line = parseLine(text);
    if (!line) throw notALog(file, lineNumber);
    ledger.add(line);
  });
  return { type: 'log', ledger, length, isTorn: rest !== '' };
};

/** Looks at what an earlier run has left, and changes nothing. A Failure when it is something else than a joblog. */
export const readJoblog = (file: string): Found => {
  let descriptor: number | undefined;
  try {
    // Not to wait for somebody who writes to a pipe.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    if (found.isDirectory()) throw failed(`--joblog: ${file} is a directory`);
    return found.isFile() ? readLog(descriptor, file) : { type: 'stream' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { type: 'nothing' };
    throw isFailure(error)
      ? error
      : new Failure(ExitCode.toolFailed, `--joblog: cannot read ${file}`, { cause: error });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};
