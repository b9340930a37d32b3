/** Some work for one core, of which nothing is to be had but the time that it takes. */

/** Counts through a generator of random numbers (Marsaglia's xorshift, 32 bits) so many times; answers with the last one. */
export const compute = (iterations: number): number => {
  let state = 1;
  for (let left = iterations; left > 0; left -= 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state >>> 0;
};

/** Tried so often: what is slower was disturbed, or not compiled yet. */
const TRIES = 5;
const TRIED_ITERATIONS = 2_000_000;

/** How many iterations take so long, on this machine and this Node. */
export const iterationsFor = (ms: number, now: () => number): number => {
  const times = Array.from({ length: TRIES }, () => {
    const begin = now();
    compute(TRIED_ITERATIONS);
    return now() - begin;
  });
  return Math.ceil((TRIED_ITERATIONS * ms) / Math.min(...times));
};
