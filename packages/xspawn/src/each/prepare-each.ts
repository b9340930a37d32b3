/** Opens what a batch reads, and looks at what an earlier one has left. Nothing is started or written. */
import { isInputTyped } from './inputs/open-input.ts';
import { openLists } from './inputs/open-lists.ts';
import { collect, type Pull, pullFrom } from './inputs/pull.ts';
import { shuffled } from './inputs/shuffle.ts';
import { type Numbered, numbered } from './job-source.ts';
import { type Found, readJoblog } from './joblog/read.ts';
import { type Remaining, remaining } from './joblog/remaining.ts';
import type { BatchPlan } from './plan-each.ts';
import { quoteJob } from './quote.ts';

export interface Prepared {
  /** The inputs of the jobs that are to be run. */
  readonly jobs: Pull<Numbered>;
  /** How many jobs there are, those of an earlier run included; undefined while that is not known. */
  readonly total: () => number | undefined;
  /** How many are left out, since an earlier run has done them. */
  readonly skipped: number;
  readonly joblog: { readonly file: string; readonly found: Found } | undefined;
}

/** The slot does not matter where it is not named. */
const ANY_SLOT = 1;

const leaveOut = async (plan: BatchPlan, jobs: Pull<Numbered>, joblog: Prepared['joblog']): Promise<Remaining> => {
  if (plan.resume === 'nothing' || joblog?.found.type !== 'log') return { next: jobs, skipped: 0 };
  const { expand, namesSlot } = plan.template;
  const commandOf = (job: Numbered) => quoteJob(expand({ ...job, slot: ANY_SLOT }));
  return remaining(jobs, {
    ledger: joblog.found.ledger,
    failedAgain: plan.resume === 'succeeded',
    commandOf: namesSlot ? undefined : commandOf,
    file: joblog.file,
  });
};

export interface Preparing {
  /** Progress is shown, and so it is to be known how much there is to do. */
  readonly isTotalWanted: boolean;
  /** Somebody has to type the inputs. */
  readonly onTyping: () => void;
}

/** A Failure when something cannot be read, or the joblog is that of another run. */
export const prepareBatch = async (plan: BatchPlan, { isTotalWanted, onTyping }: Preparing): Promise<Prepared> => {
  const { lists, perJob, separator } = plan;
  const file = plan.joblog;
  const joblog = file === undefined ? undefined : { file, found: readJoblog(file) };
  if (lists.length === 0 && isInputTyped()) onTyping();
  const inputs = await openLists(lists, { separator, perJob, isTotalWanted });
  const { next, skipped } = await leaveOut(plan, numbered(inputs.next), joblog);
  const jobs = plan.shuffle ? pullFrom(shuffled(await collect(next))) : next;
  return { jobs, total: inputs.total, skipped, joblog };
};
