import { isReaderGone, type Writer } from '../../output/writer.ts';

export type StreamName = 'stdout' | 'stderr';

/**
 * Our two streams as one: what is handed in for either is written in that order, as whoever reads both in one place
 * expects. Nothing here waits; signals and timers go on.
 */
export interface Printer {
  readonly write: (stream: StreamName, bytes: Buffer) => void;
  /** Words of our own for standard error, which a reader of standard output that is stuck must not hold up. */
  readonly announce: (bytes: Buffer) => void;
  /** Calls back when all that was handed in so far has been written, or nobody reads it any more. */
  readonly after: (call: () => void) => void;
  /** Undefined while more may come; else it resolves when the reader has caught up. */
  readonly ready: () => Promise<void> | undefined;
  /** Nothing waits to be written. */
  readonly isIdle: () => boolean;
  /** Resolves when there is nothing left to write. */
  readonly drained: () => Promise<void>;
}

/** What to do when standard output cannot be written: nobody reads it any more, or the disk is full. */
export interface Trouble {
  readonly onGone: () => void;
  readonly onError: (error: NodeJS.ErrnoException) => void;
}

/** So much may wait to be written, before whoever makes more should wait. */
const HIGH_WATER = 1 << 20;
const LOW_WATER = HIGH_WATER / 4;
/** So much is written at once. */
const BATCH = 1 << 18;

type Entry = { readonly stream: StreamName; readonly bytes: Buffer } | { readonly call: () => void };

export const printerTo = (writers: Readonly<Record<StreamName, Writer>>, { onGone, onError }: Trouble): Printer => {
  let queue: Entry[] = [];
  let backlog = 0;
  let isPrinting = false;
  let isLost = false;
  let waiting: { readonly below: number; readonly resolve: () => void }[] = [];

  writers.stdout.onError((error) => {
    if (isReaderGone(error)) return onGone();
    isLost = true;
    onError(error);
  });

  const wakeUp = (): void => {
    const ready = waiting.filter(({ below }) => backlog <= below);
    waiting = waiting.filter(({ below }) => backlog > below);
    for (const { resolve } of ready) resolve();
  };
  const waitFor = (below: number): Promise<void> => new Promise((resolve) => waiting.push({ below, resolve }));

  /** What comes next for one stream, and whom to call behind it. */
  const nextBatch = () => {
    const pieces: Buffer[] = [];
    const calls: (() => void)[] = [];
    let stream: StreamName | undefined;
    let size = 0;
    let at = 0;
    for (let entry = queue[at]; entry && size < BATCH; entry = queue[++at]) {
      if ('call' in entry) calls.push(entry.call);
      else if (entry.stream !== (stream ?? entry.stream) || (calls.length > 0 && pieces.length === 0)) break;
      else {
        stream = entry.stream;
        size += entry.bytes.length;
        pieces.push(entry.bytes);
      }
    }
    queue = queue.slice(at);
    return { pieces, calls, stream, size };
  };

  const print = async (): Promise<void> => {
    isPrinting = true;
    while (queue.length > 0) {
      const { pieces, calls, stream, size } = nextBatch();
      if (stream) {
        writers[stream].write(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size));
        await writers[stream].drained();
      }
      backlog -= size;
      if (!isLost) for (const call of calls) call();
      wakeUp();
    }
    isPrinting = false;
    wakeUp();
  };
  const add = (entry: Entry): void => {
    queue.push(entry);
    if (!isPrinting) void print();
  };
  return {
    write: (stream, bytes) => {
      if (bytes.length === 0) return;
      backlog += bytes.length;
      add({ stream, bytes });
    },
    announce: (bytes) => writers.stderr.write(bytes),
    after: (call) => {
      if (isPrinting) add({ call });
      else if (!isLost) call();
    },
    ready: () => (backlog > HIGH_WATER ? waitFor(LOW_WATER) : undefined),
    isIdle: () => !isPrinting && writers.stderr.backlog() === 0,
    drained: async () => {
      while (isPrinting) await waitFor(0);
      await writers.stderr.drained();
    },
  };
};
