// Straight to the descriptors: process.stdout would load tty or net, and what it has taken is not
// yet written when the process ends. With writeSync a write is complete when the call returns.
import { writeSync } from 'node:fs';
import { ExitCode } from '../exit-code.ts';
import { errorCode, Failure } from '../failure.ts';
import { pause } from '../pause.ts';

const STDOUT = 1;
const STDERR = 2;

/** Windows calls a pipe without a reader EOF. */
const isGone = (error: unknown): boolean => ['EPIPE', 'EOF'].includes(errorCode(error) ?? '');

const writeSome = (descriptor: number, bytes: Uint8Array): number => {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    // A full pipe that somebody made non-blocking; its reader needs a moment, and we no processor.
    if (errorCode(error) !== 'EAGAIN') throw error;
    pause(1);
    return 0;
  }
};

const writeAll = (descriptor: number, text: string | Uint8Array): void => {
  let rest: Uint8Array = typeof text === 'string' ? Buffer.from(text) : text;
  while (rest.length > 0) rest = rest.subarray(writeSome(descriptor, rest));
};

/**
 * Writes what was asked for to a standard stream, completely. A reader that went away ends the
 * process quietly, with code 0; a full disk is a Failure.
 */
const writeData =
  (descriptor: number, name: string) =>
  (text: string | Uint8Array): void => {
    try {
      writeAll(descriptor, text);
    } catch (error) {
      if (isGone(error)) process.exit(ExitCode.done);
      throw new Failure(ExitCode.failed, `cannot write to ${name}`, { cause: error });
    }
  };

export const writeOut = writeData(STDOUT, 'standard output');

/** For data that belongs on standard error; talk goes there with `writeErr`. */
export const writeDataToErr = writeData(STDERR, 'standard error');

/** Writes to standard error, completely. What cannot be written there can be told to nobody. */
export const writeErr = (text: string | Uint8Array): void => {
  try {
    writeAll(STDERR, text);
  } catch {}
};
