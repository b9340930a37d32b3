import { median } from './statistics.ts';

/** At most so many of them, the last among them, at equal distances. */
export const spread = <Item>(items: readonly Item[], count: number): readonly Item[] => {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, index) => {
    const place = items.length - 1 - Math.floor((Math.min(count, items.length) - 1 - index) * step);
    return items[place] as Item;
  });
};

/** What was sampled in the last fifth against the second fifth, in which nothing starts any more. */
export const growth = (samples: readonly number[]): number => {
  const fifth = Math.floor(samples.length / 5);
  const middle = (from: number): number => median(samples.slice(from, from + fifth));
  return middle(4 * fifth) / middle(fifth);
};
