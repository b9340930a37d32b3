/** The last messages, for who comes later. */

import { framesOf } from '../frames/frames-of.ts';
import type { Framing } from '../frames/framing.ts';
import { fifo } from './fifo.ts';
import type { Piece } from './piece.ts';

/** However few messages that are. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface Replay {
  add(piece: Piece): void;
  /** The last messages, oldest first. */
  last(): readonly Buffer[];
}

interface Kept {
  readonly bytes: Buffer;
  readonly count: number;
}

/** The last messages of a piece, as bytes that hold nothing else in memory. */
const tail = ({ bytes, count }: Kept, most: number, framing: Framing): Kept => {
  if (count <= most) return { bytes, count };
  const frames = framesOf(bytes, framing).slice(-most);
  return { bytes: Buffer.concat(frames), count: most };
};

/** Remembers the last messages: so many, and no more bytes of them than `mostBytes`. */
export const replay = (most: number, framing: Framing, mostBytes = MOST_BYTES): Replay => {
  const pieces = fifo<Kept>();
  let [count, bytes] = [0, 0];
  const forget = (): void => {
    // The oldest piece stays as long as one of its messages may still be wanted.
    for (let one = pieces.first; one && (count - one.count >= most || bytes > mostBytes); one = pieces.first) {
      count -= one.count;
      bytes -= one.bytes.length;
      pieces.shift();
    }
  };
  return {
    add: (piece) => {
      const one = tail({ bytes: piece.kept, count: piece.count }, most, framing);
      pieces.push(one);
      count += one.count;
      bytes += one.bytes.length;
      forget();
    },
    last: () => {
      const [oldest, ...rest] = pieces.all();
      if (!oldest) return [];
      return [tail(oldest, most - (count - oldest.count), framing), ...rest].map((one) => one.bytes);
    },
  };
};
