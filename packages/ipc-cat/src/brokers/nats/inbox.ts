/** What a server has sent and nobody has asked for yet: bounded, as whoever fills it is told to stop, and to go on. */
export interface Inbox<Item> {
  put(item: Item, bytes: number): void;
  /** All that there is, waiting for one; undefined once it was closed and is empty. Rejects with what it was closed with. */
  takeAll(): Promise<readonly Item[] | undefined>;
  /** Nothing more comes; what there is can be taken. */
  close(error?: unknown): void;
  /** Nothing more is wanted. */
  cancel(): void;
  readonly count: number;
  readonly isFull: boolean;
}

/** What an item costs besides its bytes. */
const OVERHEAD_BYTES = 200;

export interface Tide {
  /** From so many bytes on it is full. */
  readonly mostBytes: number;
  onFull(): void;
  onRoom(): void;
}

export const inbox = <Item>({ mostBytes, onFull, onRoom }: Tide): Inbox<Item> => {
  let items: Item[] = [];
  let bytes = 0;
  let isFull = false;
  let isClosed = false;
  let failure: unknown;
  let wake = (): void => {};

  const take = (): readonly Item[] => {
    const taken = items;
    items = [];
    bytes = 0;
    if (isFull) {
      isFull = false;
      onRoom();
    }
    return taken;
  };
  const close = (error?: unknown): void => {
    if (isClosed) return;
    isClosed = true;
    failure = error;
    wake();
  };
  return {
    put: (item, more) => {
      if (isClosed) return;
      items.push(item);
      bytes += more + OVERHEAD_BYTES;
      if (!isFull && bytes > mostBytes) {
        isFull = true;
        onFull();
      }
      wake();
    },
    takeAll: async () => {
      while (items.length === 0 && !isClosed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (items.length > 0) return take();
      if (failure !== undefined) throw failure;
      return undefined;
    },
    close,
    cancel: () => {
      close();
      failure = undefined;
      take();
    },
    get count() {
      return items.length;
    },
    get isFull() {
      return isFull;
    },
  };
};
