/** Whole lines of all jobs, as they come; with `keepOrder` all those of one job before those of the next. */

import { openStore, type Store } from '../../output/store.ts';
import type { Job } from '../job.ts';
import { type Cost, createBudget } from './budget.ts';
import type { Display } from './display.ts';
import type { Printer, StreamName } from './printer.ts';

/** One stream of a job. */
interface Source {
  readonly name: StreamName;
  readonly store: Store;
  /** So many bytes at the front of the store are whole lines. */
  whole: number;
}

interface Writing {
  readonly stdout: Source;
  readonly stderr: Source;
  received: number;
  end: { readonly printed: (received: number) => void; readonly cost: Cost } | undefined;
}

const NEWLINE = 10;
const CHUNK = 1 << 16;

const openSource = (name: StreamName): Source => ({ name, store: openStore(), whole: 0 });

const add = (source: Source, bytes: Buffer): void => {
  source.store.add(bytes);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end > 0) source.whole = source.store.size() - (bytes.length - end);
};

/** A last line without a newline gets one, or the next would begin in its middle. */
const endLine = (source: Source): void => {
  if (source.store.size() > source.whole) add(source, Buffer.from('\n'));
};

const clear = (source: Source): void => {
  source.store.clear();
  source.whole = 0;
};

/** Prints so many bytes of a source, with nothing of another in between. */
const pourLines = (source: Source, left: number, printer: Printer): Promise<void> | undefined => {
  for (let rest = left; rest > 0; ) {
    const bytes = source.store.take(Math.min(rest, CHUNK));
    if (bytes.length === 0) return undefined; // dropped meanwhile
    rest -= bytes.length;
    source.whole -= bytes.length;
    printer.write(source.name, bytes);
    const slow = printer.ready();
    const still = rest;
    if (slow) return slow.then(() => pourLines(source, still, printer));
  }
  return undefined;
};

export const lineBufferedDisplay = (printer: Printer, keepOrder: boolean): Display => {
  const budget = createBudget();
  const jobs = new Map<Job, Writing>();
  let isPrinting = false;

  /** Those whose turn it is. */
  const current = (): readonly (readonly [Job, Writing])[] => {
    const [first, ...others] = jobs;
    return first === undefined ? [] : keepOrder ? [first] : [first, ...others];
  };
  const nextSource = (): Source | undefined =>
    current()
      .flatMap(([, { stdout, stderr }]) => [stdout, stderr])
      .find(({ whole }) => whole > 0);
  /** Whether there was one to be let go: then it is another's turn. */
  const letGo = (): boolean => {
    const done = current().filter(([, { end, stdout, stderr }]) => end && stdout.whole + stderr.whole === 0);
    for (const [job, { end, received }] of done) {
      jobs.delete(job);
      if (end) budget.giveBack(end.cost);
      printer.after(() => end?.printed(received));
    }
    return done.length > 0;
  };
  const printLater = async (later: Promise<void>): Promise<void> => {
    isPrinting = true;
    await later;
    isPrinting = false;
    printAll();
  };
  const printAll = (): void => {
    while (!isPrinting) {
      const source = nextSource();
      if (!source && !letGo()) return;
      const later = source && pourLines(source, source.whole, printer);
      if (later) void printLater(later);
    }
  };
  return {
    started: (job) =>
      void jobs.set(job, { stdout: openSource('stdout'), stderr: openSource('stderr'), received: 0, end: undefined }),
    output: (job, stream, bytes) => {
      const writing = jobs.get(job);
      if (!writing) return;
      if (stream === 'stdout') writing.received += bytes.length;
      add(writing[stream], bytes);
      printAll();
    },
    retried: (job) => {
      const writing = jobs.get(job);
      if (!writing) return;
      writing.received = 0;
      endLine(writing.stdout);
      endLine(writing.stderr);
      printAll();
    },
    dropped: (job) => {
      const { stdout, stderr } = jobs.get(job) ?? {};
      for (const source of [stdout, stderr]) if (source) clear(source);
    },
    ended: ({ job }, printed) => {
      const writing = jobs.get(job);
      if (!writing) return;
      endLine(writing.stdout);
      endLine(writing.stderr);
      writing.end = { printed, cost: budget.spend([writing.stdout.store.size(), writing.stderr.store.size()]) };
      printAll();
    },
    ready: () => budget.ready() ?? printer.ready(),
  };
};
