import { errorCode } from '@proctools/core';
import { inWords } from './endpoints/system-words.ts';

/** `1 message`, `2 messages`. */
export const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What went wrong, with the system's code. */
export const reasonOf = (given: unknown): string => {
  const error = inWords(given);
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === undefined) return message;
  const words = new RegExp(`^${code}: (.*?)(?:, \\w+.*)?$`, 's').exec(message)?.[1] ?? message;
  return words.includes(code) ? words : `${words} (${code})`;
};
