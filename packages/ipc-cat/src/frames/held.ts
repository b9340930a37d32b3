/** The beginning of a message that is not whole yet. */
export interface Held {
  readonly length: number;
  /** Copies: what a reader hands out is not ours. */
  add(bytes: Buffer): void;
  /** All of it with these bytes behind it, until the next call of this; and nothing is held any more. */
  drain(bytes: Buffer): Buffer;
}

/** What is longer is not worth keeping the memory for. */
const SCRATCH_BYTES = 1024 * 1024;

const grown = (buffer: Buffer, length: number, needed: number): Buffer => {
  if (needed <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, needed));
  buffer.copy(larger, 0, 0, length);
  return larger;
};

/**
 * It grows by doubling: whoever sends byte by byte costs neither an object nor a copy of all for each. Of two buffers one holds
 * what was drained last while the other fills: as garbage they would be hundreds of megabytes.
 */
export const held = (): Held => {
  let buffer: Buffer = Buffer.alloc(0);
  let drained: Buffer = Buffer.alloc(0);
  let length = 0;
  const add = (bytes: Buffer): void => {
    buffer = grown(buffer, length, length + bytes.length);
    length += bytes.copy(buffer, length);
  };
  return {
    get length() {
      return length;
    },
    add,
    drain: (bytes) => {
      if (length === 0) return bytes;
      add(bytes);
      const all = buffer.subarray(0, length);
      [buffer, drained] = [drained, length > SCRATCH_BYTES ? Buffer.alloc(0) : buffer];
      length = 0;
      return all;
    },
  };
};
