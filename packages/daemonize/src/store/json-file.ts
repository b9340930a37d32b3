import { readFileSync } from 'node:fs';
import { ExitCode, errorCode, Failure } from '@proctools/core';

/** What to do about a file that does not say what it should. */
/** The text of a file; undefined when it is not there. */
export const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new Failure(ExitCode.failed, `cannot read ${file}`, { cause: error });
  }
};

export const DAMAGED = 'move it away, or mend it; what it described goes on running';

/** Reads JSON; what is none is a Failure. */
export const parse = <Content>(file: string, text: string): Content => {
  try {
    return JSON.parse(text) as Content;
  } catch (error) {
    throw new Failure(ExitCode.failed, `${file} is damaged: it is not JSON`, {
      hint: DAMAGED,
      cause: error,
    });
  }
};

/** A system error as a sentence, for what can go wrong with any file of ours. */
export const writing = (file: string, write: () => void): void => {
  try {
    write();
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot write ${file}`, { cause: error });
  }
};
