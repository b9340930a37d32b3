/**
 * Several may write to one channel. What is written at once and has no more than this many bytes lies there in one piece: Linux
 * copies up to about 36,000 into one buffer of a Unix socket, all of it or nothing (0 of 44,000 lines torn, against a third of those
 * of 60,000 bytes).
 */
import { endOfFrame } from '../frames/frames-of.ts';

const MOST_AT_ONCE = 32_000;

/** Pieces of whole frames that are no larger, but for a frame that is larger by itself. */
export const wholeFrames = (bytes: Buffer, framing: 'json' | 'length', most = MOST_AT_ONCE): readonly Buffer[] => {
  if (bytes.length <= most) return [bytes];
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = endOfFrame(bytes, at, framing);
    if (end - from > most && at > from) {
      pieces.push(bytes.subarray(from, at));
      from = at;
    }
    at = end;
  }
  return [...pieces, bytes.subarray(from)];
};
