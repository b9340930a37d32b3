/** A stream that is asked for one item at a time: at once when it is there, else as a promise; undefined is the end. */
export type Pull<Item> = () => Item | undefined | Promise<Item | undefined>;

export const pullFrom = <Item>(items: readonly Item[]): Pull<Item> => {
  let next = 0;
  return () => items[next++];
};

/** Calls `use` at once where there is nothing to wait for: a promise for each of a million inputs would cost a second. */
export const whenThere = <Item, Result>(
  value: Item | Promise<Item>,
  use: (value: Item) => Result | Promise<Result>,
): Result | Promise<Result> => (value instanceof Promise ? value.then(use) : use(value));

export const mapped =
  <Item, Other>(pull: Pull<Item>, change: (item: Item) => Other): Pull<Other> =>
  () =>
    whenThere(pull(), (item) => (item === undefined ? undefined : change(item)));

export const collect = async <Item>(pull: Pull<Item>): Promise<Item[]> => {
  const items: Item[] = [];
  for (let item = await pull(); item !== undefined; item = await pull()) items.push(item);
  return items;
};
