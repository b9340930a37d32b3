import type { Bytes } from '../../bytes.ts';
import { type Pull, whenThere } from './pull.ts';

/** Inputs that belong together. */
export type Tuple = readonly Bytes[];

/** Takes one input of each list; the shortest list is the end of all. */
export const linked = (lists: readonly Pull<Bytes>[]): Pull<Tuple> => {
  const take = (from: number, taken: readonly Bytes[]): Tuple | undefined | Promise<Tuple | undefined> => {
    const list = lists[from];
    if (list === undefined) return taken;
    return whenThere(list(), (input) => (input === undefined ? undefined : take(from + 1, [...taken, input])));
  };
  return () => take(0, []);
};

/** Every combination; the last list changes fastest. Only the first is not in memory. */
export const combined = (first: Pull<Tuple>, others: readonly (readonly Tuple[])[]): Pull<Tuple> => {
  const count = others.reduce((product, { length }) => product * length, 1);
  if (others.length === 0) return first;
  let head: Tuple | undefined;
  let index = count;
  const at = (number: number): Tuple => {
    let rest = number;
    const tuples = others.toReversed().map((list) => {
      const tuple = list[rest % list.length] ?? [];
      rest = Math.floor(rest / list.length);
      return tuple;
    });
    return tuples.toReversed().flat();
  };
  const next = (tuple: Tuple | undefined): Tuple | undefined => {
    head = tuple;
    index = 0;
    return head && [...head, ...at(index++)];
  };
  return () => {
    if (count === 0) return undefined;
    return head && index < count ? [...head, ...at(index++)] : whenThere(first(), next);
  };
};

/** So many at once; the last may be fewer. */
export const batched = (pull: Pull<Tuple>, size: number): Pull<Tuple> => {
  if (size === 1) return pull;
  return () => {
    const inputs: Bytes[] = [];
    let count = 0;
    const add = (tuple: Tuple | undefined): boolean => {
      inputs.push(...(tuple ?? []));
      count += 1;
      return tuple !== undefined && count < size;
    };
    const batch = (): Tuple | undefined => (inputs.length === 0 ? undefined : inputs);
    const take = (): Tuple | undefined | Promise<Tuple | undefined> => {
      for (;;) {
        const tuple = pull();
        if (tuple instanceof Promise) return tuple.then((late) => (add(late) ? take() : batch()));
        if (!add(tuple)) return batch();
      }
    };
    return take();
  };
};
