/** An interval that holds the true value with a probability of at least the wanted level. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** That probability itself, as ranks are whole numbers: 0.9648 where 0.95 was wanted. */
  readonly coverage: number;
}

/** A value, and where the true one may be. */
export interface Located {
  readonly value: number;
  /** Undefined when there are too few values for the level. */
  readonly interval: Interval | undefined;
}

/** What is left on each side of an interval of this level. */
export const tailOf = (level: number): number => {
  if (level > 0 && level < 1) return (1 - level) / 2;
  throw new RangeError(`a level of ${level}: expected one between 0 and 1`);
};

/** The same with another scale; the function has to rise. */
export const mapLocated = ({ interval, value }: Located, rise: (value: number) => number): Located => ({
  value: rise(value),
  interval: interval && { ...interval, low: rise(interval.low), high: rise(interval.high) },
});
