import type { Reader } from '../endpoint.ts';
import type { Divisible } from './divisible.ts';

export interface Limit<Item> {
  readonly most: number;
  readonly measure: Divisible<Item>;
  /** Whether the reader counts as `measure` does, so that it can be told how many are wanted. */
  readonly isHint: boolean;
  /** All that was wanted has been accepted by the other side. */
  readonly onEnough: () => void;
  /** What came with the last that was wanted, and nobody gets. */
  readonly drop: (rest: Item) => Promise<void>;
}

/** Reads so much and no more: then it is at its end. */
export const limited = <Item>(reader: Reader<Item>, limit: Limit<Item>): Reader<Item> => {
  const { drop, isHint, measure, most, onEnough } = limit;
  let left = most;
  const enough = (): undefined => {
    left = 0;
    onEnough();
  };
  return {
    read: async () => {
      // Who asks again has handed over what he got.
      if (left === 0) return enough();
      const item = await reader.read(isHint ? left : undefined);
      if (item === undefined) return undefined;
      const [wanted, rest] = measure.divide(item, left);
      if (rest !== undefined) await drop(rest);
      left = rest === undefined && wanted !== undefined ? left - measure.size(wanted) : 0;
      return wanted ?? enough();
    },
    cancel: () => reader.cancel(),
    get unfinished() {
      return reader.unfinished ?? 0;
    },
  };
};
