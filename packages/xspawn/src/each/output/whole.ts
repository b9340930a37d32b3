/** The output of a job as a whole, when it has ended: in the order of their ends, or in that of their starts. */
import type { Job, JobResult } from '../job.ts';
import { type Cost, createBudget } from './budget.ts';
import { type Capture, openCapture } from './capture.ts';
import type { Display } from './display.ts';
import type { Printer } from './printer.ts';

interface Held {
  readonly stdout: Capture;
  readonly stderr: Capture;
  /** When the job has ended. */
  end: { readonly result: JobResult; readonly printed: (received: number) => void; readonly cost: Cost } | undefined;
}

/** What there is to print of a job. */
export interface Ended {
  readonly result: JobResult;
  readonly stdout: Capture;
  readonly stderr: Capture;
}

/** Prints a job; a promise when the reader is too slow for all of it. */
export type Print = (ended: Ended, printer: Printer) => Promise<void> | undefined;

export interface WholeSettings {
  readonly print: Print;
  readonly keepOrder: boolean;
  readonly isTextAsked: boolean;
}

export const wholeDisplay = (printer: Printer, { print, keepOrder, isTextAsked }: WholeSettings): Display => {
  const budget = createBudget();
  const running = new Map<Job, Held>();
  /** Those to be printed, in order; one that has not ended holds up the others. */
  const turns = new Set<Held>();
  let isPrinting = false;

  const finish = ({ stdout, stderr, end }: Held): void => {
    const received = stdout.total();
    stdout.clear();
    stderr.clear();
    if (!end) return;
    budget.giveBack(end.cost);
    printer.after(() => end.printed(received));
  };
  const finishLater = async (held: Held, later: Promise<void>): Promise<void> => {
    isPrinting = true;
    await later;
    isPrinting = false;
    finish(held);
    printAll();
  };
  const printAll = (): void => {
    for (const held of turns) {
      if (isPrinting || !held.end) return;
      turns.delete(held);
      const later = print({ ...held, result: held.end.result }, printer);
      if (later) void finishLater(held, later);
      else finish(held);
    }
  };
  const clear = (job: Job): void => {
    running.get(job)?.stdout.clear();
    running.get(job)?.stderr.clear();
  };
  return {
    started: (job) => {
      const held: Held = { stdout: openCapture(isTextAsked), stderr: openCapture(isTextAsked), end: undefined };
      running.set(job, held);
      if (keepOrder) turns.add(held);
    },
    output: (job, stream, bytes) => running.get(job)?.[stream].add(bytes),
    retried: clear,
    dropped: clear,
    ended: (result, printed) => {
      const held = running.get(result.job);
      if (!held) return;
      running.delete(result.job);
      held.end = { result, printed, cost: budget.spend([held.stdout.left(), held.stderr.left()]) };
      turns.add(held);
      printAll();
    },
    ready: () => budget.ready() ?? printer.ready(),
  };
};
