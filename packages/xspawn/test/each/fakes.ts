// Writers and jobs that are none, for what stands between the two.
import type { Job, JobEnding, JobResult } from '../../src/each/job.ts';
import type { StreamName } from '../../src/each/output/printer.ts';
import type { Writer } from '../../src/output/writer.ts';

/** A writer for tests: writes only when it is told to, or at once. */
export interface FakeWriter extends Writer {
  /** Lets the reader take all, and everything that comes then. */
  readonly open: () => void;
  readonly fail: (code: string) => void;
}

/** What was written to both streams, in order. */
export interface Paper {
  readonly entries: { readonly stream: StreamName; readonly text: string }[];
  readonly textOf: (stream: StreamName) => string;
  readonly all: () => string;
}

export const createPaper = (): Paper => {
  const entries: Paper['entries'] = [];
  return {
    entries,
    textOf: (stream) => entries.flatMap((entry) => (entry.stream === stream ? [entry.text] : [])).join(''),
    all: () => entries.map(({ text }) => text).join(''),
  };
};

export const fakeWriter = (paper: Paper, stream: StreamName, isOpenAtFirst = true): FakeWriter => {
  let isOpen = isOpenAtFirst;
  let pending: Buffer[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  let waiting: (() => void)[] = [];
  let listener = (_: NodeJS.ErrnoException): void => {};
  const flush = (): void => {
    if (!isOpen && !failure && pending.length > 0) return;
    if (!failure) paper.entries.push(...pending.map((bytes) => ({ stream, text: bytes.toString('latin1') })));
    pending = [];
    const settled = waiting;
    waiting = [];
    for (const resolve of settled) resolve();
  };
  return {
    write: (bytes) => {
      pending.push(bytes);
      flush();
    },
    backlog: () => pending.reduce((sum, { length }) => sum + length, 0),
    drained: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        setImmediate(flush);
      }),
    error: () => failure,
    onError: (tell) => {
      listener = tell;
    },
    open: () => {
      isOpen = true;
      flush();
    },
    fail: (code) => {
      failure = Object.assign(new Error(code), { code });
      flush();
      listener(failure);
    },
  };
};

export const fakeJob = (number: number): Job => {
  const command = { type: 'argv', argv: ['echo', String(number)] } as const;
  return { number, inputs: [String(number)], command: () => command };
};

export const fakeResult = (
  job: Job,
  ending: JobEnding = { exited: 0 },
  more: Partial<Pick<JobResult, 'stopped' | 'timedOut' | 'tries' | 'command'>> = {},
): JobResult => ({
  ...{ job, slot: 1, command: job.command(1), ending, timedOut: false, stopped: false, tries: 1 },
  ...{ startedAt: 1_795_234_398_218, durationMs: 1_005 },
  ...more,
});

export const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
