/** A question without a frame: it ends with the end of the data, and so does its answer. */
import type { ByteEnd } from '../endpoint.ts';
import { join } from '../join/join.ts';
import { whenAborted } from './aborted.ts';
import type { Exchange } from './exchange.ts';

/** Asks with all that comes from standard input, and prints what comes until the end, as it comes. */
export const askInBytes = async (stdio: ByteEnd, end: ByteEnd, abort: AbortSignal): Promise<Exchange> => {
  const joined = join({ unit: 'bytes', first: stdio, second: end }, { there: true, back: true, lingerMs: undefined });
  // Who takes nothing any more is not waited for.
  const aborted = whenAborted(abort).then(joined.cancel);
  await Promise.race([joined.ended, aborted]);
  const ways = [joined.there, joined.back].filter((way) => way !== undefined);
  for (const way of ways) way.end ??= { type: 'cancelled' };
  return { ways, first: joined.first, isAnswered: (joined.back?.tally.bytes ?? 0) > 0 };
};
