/** One direction: everything that is read goes to the writer, and then the end of the data does. */
import { isReaderGone, type Reader, type Writer } from '../endpoint.ts';

/** How a direction came to its end. */
export type FlowEnd =
  /** All of it was handed over, and the end of the data was passed on. */
  | { readonly type: 'whole' }
  /** Nobody reads at the other side any more. `lost`: something had been read that it has not accepted. */
  | { readonly type: 'reader-gone'; readonly lost: boolean }
  | { readonly type: 'broken'; readonly side: 'reading' | 'writing'; readonly error: unknown }
  /** It was told to end before there was an end of the data. */
  | { readonly type: 'cancelled'; readonly unfinished?: number };

export interface Flow {
  readonly ended: Promise<FlowEnd>;
  /** Takes no more; what was read is still handed over. */
  cancel(): void;
}

/** Moves what is there; `end` when there is nothing more. Throws a ReadError when it was the reading that failed. */
export type Move<From, To> = (reader: From, writer: To) => Promise<'end' | 'more'>;

/** Wraps what a reader threw, to be told from what a writer threw. */
export class ReadError extends Error {
  readonly error: unknown;
  constructor(error: unknown) {
    super('reading failed');
    this.error = error;
  }
}

/** What fails of this work has failed on the side that is read. */
export const asReading = <Done>(work: Promise<Done>): Promise<Done> =>
  work.catch((error: unknown) => {
    throw new ReadError(error);
  });

/** Starts to hand over. It never rejects; how it ended is what `ended` answers with. */
export const flow = <From extends Reader<unknown>, To extends Writer<never>>(
  reader: From,
  writer: To,
  move: Move<From, To>,
): Flow => {
  let stopped: FlowEnd['type'] | undefined;
  let broken: unknown;
  const stop = (why: typeof stopped) => (): void => {
    stopped ??= why;
    reader.cancel();
  };
  void writer.gone.then(stop('reader-gone'), (error) => {
    broken = error;
    stop('broken')();
  });
  const run = async (): Promise<FlowEnd> => {
    try {
      while ((await move(reader, writer)) === 'more');
      if (stopped === 'reader-gone') return { type: 'reader-gone', lost: false };
      if (stopped === 'broken') return { type: 'broken', side: 'writing', error: broken };
      await writer.end();
      return stopped === 'cancelled' ? { type: 'cancelled', unfinished: reader.unfinished ?? 0 } : { type: 'whole' };
    } catch (error) {
      reader.cancel();
      if (error instanceof ReadError) {
        await writer.end().catch(() => {});
        return { type: 'broken', side: 'reading', error: error.error };
      }
      if (isReaderGone(error)) return { type: 'reader-gone', lost: true };
      return { type: 'broken', side: 'writing', error };
    }
  };
  return { ended: run(), cancel: stop('cancelled') };
};
