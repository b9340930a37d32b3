import { ExitCode, errorCode, Failure } from '@proctools/core';
import { firstOf, inWords } from './system-words.ts';

const REFUSED = 'nobody is listening there; to wait until somebody does, add --reconnect';

/** The Failure of a connection that could not be made: the system's reason, and what it means. */
export const cannotConnect = (name: string, cause: unknown): Failure =>
  new Failure(ExitCode.failed, `cannot connect to ${name}`, {
    cause: inWords(cause),
    hint: errorCode(firstOf(cause)) === 'ECONNREFUSED' ? REFUSED : undefined,
  });
