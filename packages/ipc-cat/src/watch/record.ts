/** What passes, written down before it is handed on: so a question stands before its answer. */
import type { Reader } from '../endpoint.ts';
import type { Batch } from '../frames/batch.ts';
import type { Format, Mark } from './record-format.ts';
import type { Sink } from './record-sink.ts';

export interface RecordBroken {
  readonly type: 'record-broken';
  readonly name: string;
  readonly why: string;
}

export interface RecordMissing {
  readonly type: 'record-missing';
  readonly name: string;
  readonly bytes: number;
}

export interface Recording {
  /** Settles when it has been written; in the order of the calls. Never rejects. */
  add(mark: Mark, passed: Buffer | Batch): Promise<void>;
  /** All of it is written then. */
  close(): Promise<void>;
  /** Whether something is missing in it. */
  readonly isBroken: boolean;
}

/**
 * Writes a record. What cannot be written (a full disk) stops the record and not what passes: that is told once, and at the
 * end how much is missing. No hole is left in it.
 */
export const recording = (
  sink: Sink,
  format: Format,
  tell: (event: RecordBroken | RecordMissing) => void,
): Recording => {
  let last: Promise<void> = Promise.resolve();
  let isBroken = false;
  let missing = 0;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!isBroken) tell({ type: 'record-broken', name: sink.name, why: (error as Error).message });
      isBroken = true;
    }
  };
  const put = async (bytes: Buffer): Promise<void> => {
    if (!isBroken) await attempt(() => sink.write(bytes));
    if (isBroken) missing += bytes.length;
  };
  return {
    // Each way waits for its own piece, so there are never more than two.
    add: (mark, passed) => {
      const bytes = format(mark, passed, new Date());
      last = last.then(() => put(bytes));
      return last;
    },
    close: async () => {
      await last;
      await attempt(() => sink.close());
      if (missing > 0) tell({ type: 'record-missing', name: sink.name, bytes: missing });
    },
    get isBroken() {
      return isBroken;
    },
  };
};

/** Reads what is recorded at the same time. */
export const recorded = <Item extends Buffer | Batch>(
  reader: Reader<Item>,
  record: Recording,
  mark: Mark,
): Reader<Item> => ({
  read: async () => {
    const item = await reader.read();
    if (item !== undefined) await record.add(mark, item);
    return item;
  },
  cancel: () => reader.cancel(),
  get unfinished() {
    return reader.unfinished ?? 0;
  },
});
