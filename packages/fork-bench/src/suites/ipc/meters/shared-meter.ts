import { bytesFor, marks } from '../message.ts';
import type { Ring } from '../ring.ts';
import { type Meter, WARM_UP_SHARE } from './meter.ts';
import { createRates } from './rates.ts';

/** The rings for one size: there and back. */
export interface Rings {
  readonly there: Ring;
  readonly back: Ring;
}

const ringsFor = (rings: ReadonlyMap<number, Rings>, size: number): Rings => {
  const found = rings.get(size);
  if (!found) throw new Error(`no ring for ${size} bytes`);
  return found;
};

/** Whoever waits in Atomics.wait hears no event; this often it looks up, to learn that it is to end. */
const LOOK_UP_MS = 50;

const lookUp = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Calls again and again until the time is over; looks up in between. `work` answers with what the clock says after it. */
const repeat = async (ms: number, work: () => number): Promise<void> => {
  const begin = performance.now();
  for (let from = begin; from - begin < ms; from = performance.now()) {
    const until = Math.min(from + LOOK_UP_MS, begin + ms);
    while (work() < until);
    await lookUp();
  }
};

const roundTrips = async ({ there, back }: Rings, size: number, ms: number): Promise<readonly number[]> => {
  const message = bytesFor('echo', size);
  const values: number[] = [];
  const begin = performance.now();
  let last = 0;
  await repeat(ms, () => {
    const sent = performance.now();
    there.push(message);
    back.pop(message);
    const now = performance.now();
    last = (now - sent) * 1_000;
    if (sent - begin >= ms * WARM_UP_SHARE) values.push(last);
    return now;
  });
  return values.length > 0 ? values : [last];
};

/** The clock is read once for so many messages of this size: reading it takes as long as writing a short one. */
const batchFor = (size: number): number => (size < 4_096 ? 32 : 1);

const oneWay = async ({ there }: Rings, size: number, ms: number): Promise<readonly number[]> => {
  const message = bytesFor('count', size);
  const rates = createRates(ms, performance.now());
  let taken = there.taken();
  await repeat(ms, () => {
    for (let left = batchFor(size); left > 0; left -= 1) there.push(message);
    const now = performance.now();
    const takenNow = there.taken();
    rates.add(takenNow - taken, now);
    taken = takenNow;
    return now;
  });
  there.drain();
  return rates.all();
};

/** Measures shared memory, size after size. What the rings carry is copied in and out: a message is of use only to who has it. */
export const sharedMeter = (rings: ReadonlyMap<number, Rings>): Meter => ({
  roundTrips: (size, ms) => roundTrips(ringsFor(rings, size), size, ms),
  oneWay: async (size, ms) => {
    const rates = await oneWay(ringsFor(rings, size), size, ms);
    // The other end hears one ring at a time: on to the next.
    ringsFor(rings, size).there.push(new Uint8Array(size).fill(marks.end, 0, 1));
    return rates;
  },
});
