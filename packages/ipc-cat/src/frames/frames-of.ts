import { delimiterOf } from './delimited.ts';
import type { Framing } from './framing.ts';
import { HEADER_BYTES } from './measured.ts';

/** Behind the frame that begins there. */
export const endOfFrame = (bytes: Buffer, from: number, framing: Framing): number => {
  if (framing === 'length') return from + HEADER_BYTES + bytes.readUInt32BE(from);
  return bytes.indexOf(delimiterOf(framing), from) + 1;
};

/** Whole messages one by one, each still in its frame. */
export const framesOf = (bytes: Buffer, framing: Framing): readonly Buffer[] => {
  const frames: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = endOfFrame(bytes, from, framing);
    frames.push(bytes.subarray(from, end));
    from = end;
  }
  return frames;
};
