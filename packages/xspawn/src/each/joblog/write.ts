import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import type { JobResult } from '../job.ts';
import type { Found } from './read.ts';
import { formatLine, HEADER } from './record.ts';

/**
 * A joblog that is written to. Each line is one write(2) to the end of the file, so that it is there whatever becomes
 * of us. What a power cut may take is what was written in the last second: to wait for the disk after each line
 * would cost milliseconds, and who is left out of a joblog is only run again.
 */
export interface Joblog {
  /** A Failure when it cannot be written; what was written before is still there. */
  readonly append: (result: JobResult, received: number) => void;
  /** Waits for the disk. */
  readonly close: () => void;
}

const SYNC_AFTER_MS = 1_000;

const cannotWrite = (file: string, cause: unknown): Failure =>
  new Failure(ExitCode.toolFailed, `--joblog: cannot write to ${file}`, { cause });

/** Pipes and terminals have no disk to wait for. */
const isSyncable = (error: unknown): boolean => !['EINVAL', 'ENOTSUP', 'EROFS'].includes(errorCode(error) ?? '');

const writeAll = (descriptor: number, text: string): void => {
  const bytes = Buffer.from(text, 'latin1');
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
};

/** The log of the run before this one, which does not go on with it. */
export const previousLog = (file: string): string => `${file}~`;

const open = (file: string, found: Found, resume: boolean): number => {
  const isKept = found.type === 'log' && found.ledger.last() > 0;
  if (isKept && !resume) renameSync(file, previousLog(file));
  const descriptor = openSync(file, 'a', 0o666);
  const isNew = found.type !== 'log' || found.length === 0 || !resume;
  if (found.type === 'log' && (found.isTorn || !resume)) ftruncateSync(descriptor, isNew ? 0 : found.length);
  if (isNew) writeAll(descriptor, HEADER);
  return descriptor;
};

/**
 * Opens a joblog. With `resume` it goes on behind what is there, without a last line that is torn; without, what
 * is there is kept under another name. A Failure when it cannot be written.
 */
export const openJoblog = (file: string, found: Found, resume: boolean): Joblog => {
  let descriptor: number;
  try {
    descriptor = open(file, found, resume);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
  let timer: NodeJS.Timeout | undefined;
  let failure: Failure | undefined;
  const syncSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      fdatasync(descriptor, (error) => {
        if (error && isSyncable(error)) failure = cannotWrite(file, error);
      });
    }, SYNC_AFTER_MS).unref();
  };
  return {
    append: (result, received) => {
      if (failure) throw failure;
      try {
        writeAll(descriptor, formatLine(result, received));
      } catch (cause) {
        failure = cannotWrite(file, cause);
        throw failure;
      }
      syncSoon();
    },
    close: () => {
      clearTimeout(timer);
      try {
        fdatasyncSync(descriptor);
      } catch (cause) {
        if (isSyncable(cause)) throw cannotWrite(file, cause);
      } finally {
        closeSync(descriptor);
      }
    },
  };
};
