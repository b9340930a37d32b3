import { ExitCode, Failure } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';
import type { Pull } from '../inputs/pull.ts';
import type { Numbered } from '../job-source.ts';
import type { Ledger } from './ledger.ts';

export interface Resuming {
  /** What the joblog of the earlier run says. */
  readonly ledger: Ledger;
  /** Leave out only what has succeeded. */
  readonly failedAgain: boolean;
  /** The command of a job as it stands in a joblog; undefined when that is another in each run. */
  readonly commandOf: ((job: Numbered) => Bytes) | undefined;
  readonly file: string;
}

const differs = (file: string, number: number): Failure =>
  new Failure(
    ExitCode.toolFailed,
    `--resume: ${file} is the joblog of another run: its job ${number} is not this one's`,
    {
      hint: 'nothing was started; give the same command and inputs as then, or choose another joblog',
    },
  );

export interface Remaining {
  readonly next: Pull<Numbered>;
  /** How many jobs are left out. */
  readonly skipped: number;
}

/**
 * The jobs that an earlier run has not done. All that its joblog speaks of is compared before anything is started, so
 * jobs in between that are to be run are held in memory. A Failure when it is the joblog of another run.
 */
export const remaining = async (all: Pull<Numbered>, resuming: Resuming): Promise<Remaining> => {
  const { ledger, failedAgain, commandOf, file } = resuming;
  const held: Numbered[] = [];
  let skipped = 0;
  for (let number = 1; number <= ledger.last(); number += 1) {
    const promised = all();
    const job = promised instanceof Promise ? await promised : promised;
    if (job === undefined) throw differs(file, ledger.last());
    const state = ledger.look(job.number);
    const isOther = state !== undefined && commandOf !== undefined && !ledger.isCommandOf(job.number, commandOf(job));
    if (isOther) throw differs(file, job.number);
    if (state === 'succeeded' || (state === 'failed' && !failedAgain)) skipped += 1;
    else held.push(job);
  }
  let at = 0;
  return { next: () => held[at++] ?? all(), skipped };
};
