/** `--results DIR`: a folder for each job, named after its number, since inputs may be longer than a name and come twice. */
import { closeSync, constants, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure, makeFolder } from '@proctools/core';
import type { Job, JobResult } from '../job.ts';
import { quoteJob } from '../quote.ts';
import type { StreamName } from './printer.ts';

/** Files that grow while a job runs. Its `seq` is written last: a folder without one is of a job that did not end. */
export interface Results {
  readonly started: (job: Job) => void;
  readonly output: (job: Job, stream: StreamName, bytes: Buffer) => void;
  readonly retried: (job: Job) => void;
  /** Of a job whose output was lost something `isMissing`. */
  readonly ended: (result: JobResult, isMissing: boolean) => void;
}

type Files = Readonly<Record<StreamName, number>>;

const writeAll = (descriptor: number, bytes: Buffer): void => {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
};

/** All that is done to the files of a job; a Failure that names its folder when it cannot be done. */
const guarded = <Answer>(folder: string, work: () => Answer): Answer => {
  try {
    return work();
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, `--results: cannot write to ${folder}`, { cause });
  }
};

/** Written to at its end, so that it may be cut short. */
const openEmpty = (file: string): number =>
  openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND, 0o666);

const openFiles = (folder: string): Files => {
  makeFolder(folder);
  rmSync(path.join(folder, 'seq'), { force: true });
  return { stdout: openEmpty(path.join(folder, 'stdout')), stderr: openEmpty(path.join(folder, 'stderr')) };
};

/** A Failure when the directory cannot be made. */
export const resultsIn = (directory: string): Results => {
  guarded(directory, () => makeFolder(directory));
  const open = new Map<Job, Files>();
  const folderOf = ({ number }: Job): string => path.join(directory, String(number));
  return {
    started: (job) => {
      const folder = folderOf(job);
      open.set(
        job,
        guarded(folder, () => openFiles(folder)),
      );
    },
    output: (job, stream, bytes) => {
      const descriptor = open.get(job)?.[stream];
      if (descriptor !== undefined) guarded(folderOf(job), () => writeAll(descriptor, bytes));
    },
    retried: (job) => {
      const files = Object.values(open.get(job) ?? {});
      guarded(folderOf(job), () => {
        for (const descriptor of files) ftruncateSync(descriptor);
      });
    },
    ended: ({ job, command, stopped }, isMissing) => {
      const folder = folderOf(job);
      for (const descriptor of Object.values(open.get(job) ?? {})) closeSync(descriptor);
      open.delete(job);
      if (stopped || isMissing) return;
      guarded(folder, () => {
        writeFileSync(path.join(folder, 'command'), `${quoteJob(command)}\n`, 'latin1');
        writeFileSync(path.join(folder, 'seq'), String(job.number));
      });
    },
  };
};
