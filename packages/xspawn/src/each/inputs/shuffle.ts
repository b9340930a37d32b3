/** In random order: each of all orders is as likely. `random` is from 0 to 1. (Fisher and Yates) */
export const shuffled = <Item>(items: readonly Item[], random: () => number = Math.random): readonly Item[] => {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other] as Item, all[last] as Item];
  }
  return all;
};
