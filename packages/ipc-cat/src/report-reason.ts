import { systemReason } from '@proctools/core';
import { inWords } from './endpoints/system-words.ts';

/** `1 message`, `2 messages`. */
export const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What went wrong, with the system's code. */
export const reasonOf = (given: unknown): string => {
  const error = inWords(given);
  return error instanceof Error ? systemReason(error) : String(error);
};
