/** First in, first out, at the same price however many there are: `shift` of a long array moves all of it. */
export interface Fifo<Item> {
  readonly length: number;
  readonly first: Item | undefined;
  push(item: Item): void;
  shift(): Item | undefined;
  all(): readonly Item[];
  clear(): void;
}

const MANY = 1024;

export const fifo = <Item>(): Fifo<Item> => {
  let items: (Item | undefined)[] = [];
  let from = 0;
  return {
    get length() {
      return items.length - from;
    },
    get first() {
      return items[from];
    },
    push: (item) => void items.push(item),
    shift: () => {
      const item = items[from];
      items[from] = undefined; // nobody has it any more, and it may be large
      if (from < items.length) from += 1;
      if (from > MANY && from > items.length / 2) [items, from] = [items.slice(from), 0];
      else if (from === items.length) [items, from] = [[], 0];
      return item;
    },
    all: () => items.slice(from) as Item[],
    clear: () => {
      [items, from] = [[], 0];
    },
  };
};
