/** Runs the jobs of a batch, and takes care of all that comes of them. */
import { ExitCode, Failure, failureText, isTerminal, monotonicMs, writeErr } from '@proctools/core';
import { writerTo } from '../output/writer.ts';
import type { Verdict } from '../verdict.ts';
import { type Course, createCourse } from './course.ts';
import type { JobListener, JobSource } from './job.ts';
import { jobsFor } from './job-source.ts';
import type { Joblog } from './joblog/write.ts';
import { type Counting, listenerFor } from './listener.ts';
import { displayFor } from './output/choose-display.ts';
import { printerTo } from './output/printer.ts';
import { resultsIn } from './output/results.ts';
import type { BatchPlan } from './plan-each.ts';
import type { Prepared } from './prepare-each.ts';
import { progressPlace, showProgress } from './progress.ts';
import { reportBatch, reportRetry, reportStopping } from './report-each.ts';
import type { Running } from './schedule.ts';
import type { Tally } from './tally.ts';
import { verdictOnEach } from './verdict-each.ts';

export interface Batch {
  readonly plan: BatchPlan;
  readonly prepared: Prepared;
  readonly joblog: Joblog | undefined;
}

export type Start = (source: JobSource, listener: JobListener) => Running;

const cannotPrint = (cause: unknown): Failure =>
  new Failure(ExitCode.toolFailed, 'cannot write to standard output', { cause });

/** Where all that is printed goes, past the line of progress. */
const openOutput = ({ plan, prepared }: Batch, course: Course, tally: Counting['tally']) => {
  const printer = printerTo(
    { stdout: writerTo(1), stderr: writerTo(2) },
    { onGone: course.leave, onError: (error) => course.fail(cannotPrint(error)) },
  );
  return showProgress(printer, {
    where: progressPlace(plan),
    isOutputThere: isTerminal(1),
    total: prepared.total,
    skipped: prepared.skipped,
    tally,
  });
};

const sourceOf = ({ plan, prepared }: Batch, onError: (error: unknown) => void): JobSource => {
  const size = (): number | undefined => {
    const total = prepared.total();
    return total === undefined ? undefined : total - prepared.skipped;
  };
  return jobsFor(prepared.jobs, { template: plan.template, size, onError });
};

const closeLog = (joblog: Joblog | undefined, course: Course): void => {
  try {
    joblog?.close();
  } catch (error) {
    course.fail(error);
  }
};

const reportEnd = ({ plan, prepared }: Batch, tally: Tally, elapsedMs: number, isCutShort: boolean): void => {
  const isTold = tally.failed > 0 || isTerminal(2);
  if (!isTold || plan.quiet) return;
  writeErr(reportBatch({ tally, elapsedMs, skipped: prepared.skipped, isCutShort, joblog: plan.joblog }));
};

/** Runs the jobs to their end, or until a signal, a reader that goes away or a failure of our own stops them. */
export const runBatch = async (batch: Batch, start: Start): Promise<Verdict> => {
  const { joblog, plan } = batch;
  const begin = monotonicMs();
  const results = plan.results === undefined ? undefined : resultsIn(plan.results);
  const announce = (text: string): void => output.printer.announce(Buffer.from(text));
  const course = createCourse({
    onFailure: (failure) => announce(failureText('xspawn', failure)),
    onSignal: (signal) => {
      const { ended, started, stopped } = tally();
      if (!plan.quiet) announce(reportStopping(signal, started - ended - stopped));
    },
  });
  const output = openOutput(batch, course, () => tally());
  const { listener, tally } = listenerFor({
    display: displayFor(plan, output.printer),
    results,
    joblog,
    onRetry: ({ number }, ending, tries) => {
      if (!plan.quiet) output.printer.write('stderr', Buffer.from(reportRetry(number, ending, tries)));
    },
    onFailure: course.fail,
  });
  // A reader that is stuck must not keep us from ending, once that is urgent.
  const printed = (): Promise<void> => Promise.race([output.printer.drained(), course.isUrgent]);

  const running = start(sourceOf(batch, course.fail), listener);
  course.begun(running);
  const { isHalted } = await running.done;
  await printed();
  output.stop();
  closeLog(joblog, course);
  await printed();
  course.release();

  const stopped = course.stopped();
  const isCutShort = isHalted || stopped.failure !== undefined || stopped.signal !== undefined;
  if (!stopped.isReaderGone) reportEnd(batch, tally(), monotonicMs() - begin, isCutShort);
  return verdictOnEach({ ...stopped, failed: tally().failed });
};
