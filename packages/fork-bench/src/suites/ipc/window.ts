/**
 * How many messages may be under way at once, and how often the other end says how many have come. One message at a
 * time would measure latency once more, and no bound at all the memory.
 */

const MOST_MESSAGES = 256;
const FEWEST_MESSAGES = 8;
const MOST_BYTES = 8 << 20;

/** So much may come before it is acknowledged; less than process.send takes before it says false (128 KB). */
const UNACKNOWLEDGED_BYTES = 32 << 10;
const UNACKNOWLEDGED_MESSAGES = 64;

const between = (low: number, number: number, high: number): number =>
  Math.min(Math.max(Math.floor(number), low), high);

/** Messages of so many bytes for which the other end acknowledges once. Both ends count with this. */
export const acknowledgedAtOnce = (bytes: number): number =>
  between(1, UNACKNOWLEDGED_BYTES / bytes, UNACKNOWLEDGED_MESSAGES);

/** Messages that may be under way and not acknowledged: a multiple of what is acknowledged at once. */
export const windowFor = (bytes: number): number => {
  const once = acknowledgedAtOnce(bytes);
  return Math.floor(between(FEWEST_MESSAGES, MOST_BYTES / bytes, MOST_MESSAGES) / once) * once;
};
