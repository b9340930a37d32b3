import { callAfter } from '@proctools/core';

/** Settles after so long at the latest. */
export const atMost = async (work: Promise<unknown>, mostMs: number | undefined): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    if (mostMs !== undefined) timer = callAfter(mostMs, resolve);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
};

/** What those that have settled by now have come to. */
export const settledOf = async <Value>(all: readonly (Promise<Value> | undefined)[]): Promise<readonly Value[]> => {
  const found = await Promise.all(
    all.map((one) =>
      Promise.race([
        one?.catch(() => undefined),
        new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
      ]),
    ),
  );
  return found.filter(
    (value): value is Awaited<Value> & (typeof found)[number] => value !== undefined,
  ) as readonly Value[];
};
