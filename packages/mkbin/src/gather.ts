import { ExitCode, type Failure, isFailure } from '@proctools/core';

/** What went well, and why the rest did not: all of it is told together. */
export interface Gathered<Item> {
  readonly items: readonly Item[];
  readonly failures: readonly Failure[];
}

/** Does it for each, one after the other, `before` being what has come of those before; a failure concerns that one alone, unless the command line was wrong. */
export const gather = async <From, Item>(
  list: readonly From[],
  work: (one: From, before: readonly Item[]) => Promise<readonly Item[]> | readonly Item[],
): Promise<Gathered<Item>> => {
  const items: Item[] = [];
  const failures: Failure[] = [];
  for (const one of list) {
    try {
      items.push(...(await work(one, items)));
    } catch (error) {
      if (!isFailure(error) || error.code === ExitCode.usage) throw error;
      failures.push(error);
    }
  }
  return { items, failures };
};
