/** What a timer can count, in milliseconds; a longer time would end at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls back after so many milliseconds; more than a timer can count is as good as for ever. */
export const callAfter = (ms: number, call: () => void): NodeJS.Timeout =>
  setTimeout(call, Math.min(ms, LONGEST_TIMER_MS));
