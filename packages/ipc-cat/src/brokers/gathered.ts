/** Gathers what is asked for in one turn, to do it in one go. */
export const gathered = <Item>(work: (items: readonly Item[]) => Promise<void>): ((item: Item) => Promise<void>) => {
  let items: Item[] = [];
  let pending: Promise<void> | undefined;
  return (item) => {
    items.push(item);
    pending ??= Promise.resolve().then(() => {
      const all = items;
      items = [];
      pending = undefined;
      return work(all);
    });
    return pending;
  };
};
