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

/** What is sent in one go: at most so many messages, and about so many bytes. */
interface Slice {
  readonly most: number;
  readonly mostBytes: number;
}

const SLICE: Slice = { most: 1000, mostBytes: LARGE_BYTES };

/** Cuts messages into pieces that are sent in one go. */
export const slicesOf = (
  payloads: readonly Buffer[],
  { most, mostBytes }: Slice = SLICE,
): readonly (readonly Buffer[])[] => {
  const slices: Buffer[][] = [];
  let last: Buffer[] = [];
  let bytes = 0;
  for (const payload of payloads) {
    if (last.length === most || (last.length > 0 && bytes + payload.length > mostBytes)) {
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
