import type { Reader } from '../endpoint.ts';

/**
 * A reader that answers at once when it is cancelled, whatever it waits for. `next` goes on behind it to its end, which is
 * what `idle` waits for; what it throws then is of no interest. `isOver`: nor is it when all has been given up.
 */
export const cancellable = <Item>(
  next: (most: number | undefined) => Promise<Item | undefined>,
  { isOver, onCancel }: { readonly isOver: () => boolean; readonly onCancel: () => void },
): { readonly reader: Reader<Item>; readonly idle: () => Promise<void> } => {
  let isCancelled = false;
  let reading: Promise<void> = Promise.resolve();
  let giveUp = (): void => {};
  // Not a race against one promise of the cancel: that would remember every read until then (measured: 500 MB a million).
  const read = (most?: number): Promise<Item | undefined> =>
    new Promise((resolve, reject) => {
      if (isCancelled) return resolve(undefined);
      giveUp = () => resolve(undefined);
      reading = next(most).then(
        (item) => resolve(item),
        (error: unknown) => (isCancelled || isOver() ? resolve(undefined) : reject(error)),
      );
    });
  const cancel = (): void => {
    if (isCancelled) return;
    isCancelled = true;
    giveUp();
    onCancel();
  };
  return { reader: { read, cancel }, idle: () => reading };
};
