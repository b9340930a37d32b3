/**
 * How many tries a helper is given ahead of time. While Node has not yet heard that one has ended, the helper can
 * begin the next. But what is given is hard to get back, so it is only so much as will be done in a moment.
 */

/** The work ahead, by what the last tries took: enough for two looks at what has become of it. */
const AHEAD_MS = 40;

/** Of the shortest there are, subshells, 10,000 take a second. */
const MOST_AHEAD = 256;

/** How fast a new measurement takes the place of the older ones. */
const WEIGHT = 0.4;

export interface Pace {
  /** How many tries may wait behind the one that runs. */
  readonly ahead: () => number;
  /** So many have ended, one after the other, within that time. */
  readonly note: (count: number, elapsedMs: number) => void;
}

/** Where each try is to begin at a moment of our own choice. */
export const noneAhead: Pace = { ahead: () => 0, note: () => {} };

/** Begins without any, doubles what it may, and stops at once when a try takes long. */
export const createPace = (): Pace => {
  let averageMs: number | undefined;
  let ahead = 0;
  return {
    ahead: () => ahead,
    note: (count, elapsedMs) => {
      const each = elapsedMs / count;
      averageMs = averageMs === undefined || each > AHEAD_MS ? each : averageMs + (each - averageMs) * WEIGHT;
      ahead = Math.min(MOST_AHEAD, 2 * ahead + 1, Math.floor(AHEAD_MS / averageMs));
    },
  };
};
