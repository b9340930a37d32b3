import { getSystemErrorMap } from 'node:util';
import { ExitCode, errorCode, Failure } from '@proctools/core';

/** With several addresses for a name, Node tells what became of each, and nothing of the whole. */
const first = (error: unknown): unknown => (error instanceof AggregateError ? error.errors[0] : error);

/** A network error in the system's words, as errors of files are: `ECONNREFUSED: connection refused`. */
export const inWords = (cause: unknown): unknown => {
  const error = first(cause);
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const [, words] = getSystemErrorMap().get((error as NodeJS.ErrnoException).errno ?? 0) ?? [];
  return words === undefined ? error : Object.assign(new Error(`${code}: ${words}`, { cause: error }), { code });
};

const REFUSED = 'nobody is listening there; to wait until somebody does, add --reconnect';

/** The Failure of a connection that could not be made: the system's reason, and what it means. */
export const cannotConnect = (name: string, cause: unknown): Failure =>
  new Failure(ExitCode.failed, `cannot connect to ${name}`, {
    cause: inWords(cause),
    hint: errorCode(first(cause)) === 'ECONNREFUSED' ? REFUSED : undefined,
  });
