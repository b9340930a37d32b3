// Messages of one size in memory that two threads share. One writes, one reads; each waits for the other with
// Atomics.wait, which is futex(2) below, and is woken with Atomics.notify.

const HEAD = 0;
const TAIL = 1;
const CONTROL_BYTES = 64; // a cache line of its own

/** What is handed to the other thread. */
export interface RingMemory {
  readonly memory: SharedArrayBuffer;
  readonly size: number;
  readonly slots: number;
}

export interface Ring {
  /** Copies a message in, waiting for a free slot. */
  readonly push: (message: Uint8Array) => void;
  /** Copies the next message out, waiting for one. */
  readonly pop: (into: Uint8Array) => void;
  /** How many were taken out so far. */
  readonly taken: () => number;
  /** Waits until all were taken out. */
  readonly drain: () => void;
}

export const ringMemory = (size: number, slots: number): RingMemory => ({
  memory: new SharedArrayBuffer(CONTROL_BYTES + size * slots),
  size,
  slots,
});

/** Throws when the other end does nothing for this long: it is gone. */
const PATIENCE_MS = 10_000;

export const openRing = ({ memory, size, slots }: RingMemory): Ring => {
  const counts = new Int32Array(memory, 0, 2);
  const at = Array.from({ length: slots }, (_, slot) => new Uint8Array(memory, CONTROL_BYTES + slot * size, size));
  /** Waits until one of the counts is another. The Node thread that does so hears nothing meanwhile. */
  const waitFor = (index: number, old: number): void => {
    if (Atomics.wait(counts, index, old, PATIENCE_MS) === 'timed-out') throw new Error('the other thread is gone');
  };
  const waitWhile = (index: number, isToWait: (count: number) => boolean): void => {
    for (let count = Atomics.load(counts, index); isToWait(count); count = Atomics.load(counts, index)) {
      waitFor(index, count);
    }
  };
  const advance = (index: number, count: number): void => {
    Atomics.store(counts, index, count + 1);
    Atomics.notify(counts, index);
  };
  return {
    push: (message) => {
      const head = Atomics.load(counts, HEAD);
      waitWhile(TAIL, (tail) => head - tail >= slots);
      at[head % slots]?.set(message);
      advance(HEAD, head);
    },
    pop: (into) => {
      const tail = Atomics.load(counts, TAIL);
      waitWhile(HEAD, (head) => head === tail);
      into.set(at[tail % slots] as Uint8Array);
      advance(TAIL, tail);
    },
    taken: () => Atomics.load(counts, TAIL),
    drain: () => {
      const head = Atomics.load(counts, HEAD);
      waitWhile(TAIL, (tail) => tail < head);
    },
  };
};
