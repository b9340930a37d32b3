// Random numbers that are the same again for the same seed, so that a run can be repeated and a simulation be a test.
// xoshiro128** of Blackman & Vigna (2018), which passes all tests of randomness for 32 bits at a time.

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** The next 32 bits, and the next, from a state of four words that are not all 0. */
export const xoshiro128 = (state: readonly [number, number, number, number]): (() => number) => {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
};

/** Spreads a seed over the words of a state, so that neighbours share nothing (the finalizer of MurmurHash3). */
const spread = (seed: number, word: number): number => {
  let bits = seed ^ Math.imul(word + 1, 0x9e3779b9);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};

export interface Random {
  /** From 0 to below 1, with 53 bits. */
  readonly next: () => number;
  /** A whole number from 0 to below `count`. */
  readonly integer: (count: number) => number;
  /** The same items in another order; all orders are equally likely. */
  readonly shuffle: <T>(items: readonly T[]) => readonly T[];
  /** Of the standard normal distribution. */
  readonly normal: () => number;
}

/** A generator of its own for this seed, a whole number; of one beyond 32 bits the lower 32 count. */
export const openRandom = (seed: number): Random => {
  const bits = xoshiro128([spread(seed, 0), spread(seed, 1), spread(seed, 2), spread(seed, 3) | 1]);
  const next = (): number => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  const integer = (count: number): number => Math.floor(next() * count);
  return {
    next,
    integer,
    // Fisher & Yates (1938), from behind.
    shuffle: <T>(items: readonly T[]): readonly T[] => {
      const shuffled = [...items];
      for (let left = shuffled.length; left > 1; left -= 1) {
        const chosen = integer(left);
        const [last, other] = [shuffled[left - 1] as T, shuffled[chosen] as T];
        shuffled[left - 1] = other;
        shuffled[chosen] = last;
      }
      return shuffled;
    },
    // Box & Muller (1958); 1 - next() is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
};
