/** What has come and nobody has asked for yet; for listeners and whoever is told of things one by one. */
export interface Queue<Item> {
  /** False when nobody wants it any more. */
  put(item: Item): boolean;
  /** The next; undefined once it was closed and is empty. Rejects with what it was closed with. */
  take(): Promise<Item | undefined>;
  close(error?: unknown): void;
  readonly length: number;
}

export const queue = <Item>(): Queue<Item> => {
  const items: Item[] = [];
  const takers: { resolve: (item: Item | undefined) => void; reject: (error: unknown) => void }[] = [];
  let isClosed = false;
  let failure: unknown;
  return {
    put: (item) => {
      if (isClosed) return false;
      const taker = takers.shift();
      if (taker) taker.resolve(item);
      else items.push(item);
      return true;
    },
    take: () =>
      new Promise((resolve, reject) => {
        const item = items.shift();
        if (item !== undefined) resolve(item);
        else if (!isClosed) takers.push({ resolve, reject });
        else if (failure === undefined) resolve(undefined);
        else reject(failure);
      }),
    close: (error) => {
      if (isClosed) return;
      isClosed = true;
      failure = error;
      for (const { reject, resolve } of takers.splice(0)) error === undefined ? resolve(undefined) : reject(error);
    },
    get length() {
      return items.length;
    },
  };
};
