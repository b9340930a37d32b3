/** The beginning of a message that is not whole yet. */
export interface Held {
  readonly length: number;
  /** Copies: what a reader hands out is not ours. */
  add(bytes: Buffer): void;
  /** All of it with these bytes behind it, and nothing is held any more. */
  drain(bytes: Buffer): Buffer;
}

/** It grows by doubling: whoever sends byte by byte costs neither an object nor a copy of all for each. */
export const held = (): Held => {
  let buffer = Buffer.alloc(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add: (bytes) => {
      if (length + bytes.length > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, length + bytes.length));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      length += bytes.copy(buffer, length);
    },
    drain: (bytes) => {
      if (length === 0) return bytes;
      const all = Buffer.concat([buffer.subarray(0, length), bytes]);
      buffer = Buffer.alloc(0); // a large one is not kept for the small ones
      length = 0;
      return all;
    },
  };
};
