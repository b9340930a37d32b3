import { getSystemErrorMap } from 'node:util';
import { errorCode } from '@proctools/core';

/** With several addresses for a name, Node tells what became of each, and nothing of the whole. */
export const firstOf = (error: unknown): unknown => (error instanceof AggregateError ? error.errors[0] : error);

/** An error of the network in the system's words, as errors of files are: `ECONNREFUSED: connection refused`. */
export const inWords = (cause: unknown): unknown => {
  const error = firstOf(cause);
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const [, words] = getSystemErrorMap().get((error as NodeJS.ErrnoException).errno ?? 0) ?? [];
  return words === undefined ? error : Object.assign(new Error(`${code}: ${words}`, { cause: error }), { code });
};
