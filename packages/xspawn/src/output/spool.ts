/** Output of both streams that is kept, in order, until it is known whether anybody wants it. */
import { IN_MEMORY, openStore, type Store } from './store.ts';

export type Piece = { readonly stream: 'stdout' | 'stderr'; readonly bytes: Buffer };

export interface Spool {
  /** A Failure when it cannot be kept. */
  readonly add: (piece: Piece) => void;
  /** All pieces in the order in which they came; the spool is empty then. */
  readonly drain: () => Generator<Piece>;
}

/** In front of each piece: its stream, and its length. */
const HEADER_BYTES = 5;

const headerOf = ({ bytes, stream }: Piece): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(stream === 'stdout' ? 1 : 2);
  header.writeUInt32LE(bytes.length, 1);
  return header;
};

const takeExactly = (store: Store, length: number): Buffer => {
  const parts: Buffer[] = [];
  for (let left = length; left > 0; ) {
    const part = store.take(left);
    parts.push(part);
    left -= part.length;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
};

export const spool = (inMemory = IN_MEMORY): Spool => {
  const store = openStore(inMemory);
  return {
    add: (piece) => {
      store.add(headerOf(piece));
      store.add(piece.bytes);
    },
    *drain() {
      while (store.size() > 0) {
        const header = takeExactly(store, HEADER_BYTES);
        const bytes = takeExactly(store, header.readUInt32LE(1));
        yield { stream: header[0] === 1 ? 'stdout' : 'stderr', bytes };
      }
    },
  };
};
