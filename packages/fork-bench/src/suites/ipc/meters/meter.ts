/** Measures one way to talk. */
export interface Meter {
  /** Round trips with one message under way, for so long: microseconds each. */
  readonly roundTrips: (size: number, ms: number) => Promise<readonly number[]>;
  /** Messages a second, one way, in spans of this time. */
  readonly oneWay: (size: number, ms: number) => Promise<readonly number[]>;
}

/** The first part of the time is not counted: nothing is compiled yet, and no buffer has its size. */
export const WARM_UP_SHARE = 0.25;

/** A rate is taken over so long at least, and so often at most. */
export const spanMs = (ms: number): number => Math.max(5, (ms * (1 - WARM_UP_SHARE)) / 8);
