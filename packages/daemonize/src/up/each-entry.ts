import { Failure, isFailure } from '@proctools/core';
import { forEachName, type Results } from '../verbs/each-name.ts';
import type { Printing } from '../verbs/options.ts';

/** As `forEachName`, and a failure tells first whose it is. */
export const forEachEntry = <Entry extends { readonly name: string }, Outcome>(
  entries: readonly Entry[],
  work: (entry: Entry) => Promise<Outcome>,
  printing: Pick<Printing, 'quiet'>,
): Promise<Results<Outcome>> => {
  const works = new Map(entries.map((entry) => [entry.name, () => work(entry)]));
  return forEachName(
    [...works.keys()],
    async (name) => {
      try {
        return await (works.get(name) as () => Promise<Outcome>)();
      } catch (error) {
        if (!isFailure(error)) throw error;
        const { cause, code, hint, message } = error;
        throw new Failure(code, `${name}: ${message}`, { hint, cause });
      }
    },
    printing,
  );
};
