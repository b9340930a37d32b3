/** How many messages to ask a broker for at once: enough to be quick with small ones, few enough to hold large ones in memory. */
const FEW = 16;
const MANY = 1024;
const SMALL_BYTES = 256 * 1024;
const LARGE_BYTES = 1024 * 1024;

export const FIRST_AMOUNT = FEW;

/** The next number to ask for, from what the last one brought. */
export const nextAmount = (asked: number, got: number, bytes: number): number => {
  if (bytes > LARGE_BYTES) return Math.max(1, Math.floor(asked / 2));
  if (got >= asked && bytes < SMALL_BYTES) return Math.min(MANY, asked * 2);
  return asked;
};

const SLICE_COUNT = 1000;

/** Cuts messages into pieces that are sent in one go: at most 1000 of them, and about a megabyte. */
export const slicesOf = (payloads: readonly Buffer[]): readonly (readonly Buffer[])[] => {
  const slices: Buffer[][] = [];
  let last: Buffer[] = [];
  let bytes = 0;
  for (const payload of payloads) {
    if (last.length === SLICE_COUNT || (last.length > 0 && bytes + payload.length > LARGE_BYTES)) {
      slices.push(last);
      last = [];
      bytes = 0;
    }
    last.push(payload);
    bytes += payload.length;
  }
  if (last.length > 0) slices.push(last);
  return slices;
};
