/** One question, one answer. */
import { isReaderGone, type MessageEnd } from '../endpoint.ts';
import { batchOf } from '../frames/batch.ts';
import { whenAborted } from './aborted.ts';

/** What came of it. An answer that is there is an answer, also when something broke behind it. */
export type Asked =
  | { readonly type: 'answer'; readonly answer: Buffer }
  /** The other side ended without one. */
  | { readonly type: 'none' }
  | { readonly type: 'broken'; readonly error: unknown };

const writeAndRead = async ({ reader, writer }: MessageEnd, question: Buffer): Promise<Asked> => {
  if (!reader || !writer) return { type: 'none' };
  // Who answers may do so before it has read all, and may not read the rest then.
  const written = writer.write(batchOf([question])).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const batch = await reader.read(1);
  const [answer] = batch?.payloads ?? [];
  if (answer) {
    await Promise.all(batch?.receipts?.map((receipt, at) => (at === 0 ? receipt.accept() : receipt.refuse())) ?? []);
    return { type: 'answer', answer };
  }
  const failed = await Promise.race([written, Promise.resolve(undefined)]);
  return failed && !isReaderGone(failed.error) ? { type: 'broken', error: failed.error } : { type: 'none' };
};

/** Asks; never rejects. An `abort` answers with `none`. */
export const ask = async (end: MessageEnd, question: Buffer, abort: AbortSignal): Promise<Asked> => {
  void whenAborted(abort).then(() => end.reader?.cancel());
  if (abort.aborted) return { type: 'none' };
  try {
    if (end.request) return { type: 'answer', answer: await end.request(question, abort) };
    return await writeAndRead(end, question);
  } catch (error) {
    return abort.aborted ? { type: 'none' } : { type: 'broken', error };
  }
};
