/** Where the standard streams of a measured command lead. */
import { closeSync, openSync } from 'node:fs';
import os from 'node:os';
import { ExitCode, Failure } from '@proctools/core';
import type { Run } from './way.ts';

export type Input = { readonly type: 'null' } | { readonly type: 'file'; readonly file: string };

/** `pipe` is a pipe that we read and forget, for programs that notice /dev/null and do less. */
export type Output = { readonly type: 'null' | 'pipe' | 'inherit' } | { readonly type: 'file'; readonly file: string };

/** The streams of one run. */
interface OpenStreams {
  readonly stdio: Run['stdio'];
  /** Closes what was opened for this run; answers with the bytes that came through a pipe, else with undefined. */
  readonly finish: () => number | undefined;
}

export interface Streams {
  /** Opens files anew for each run: an input is read from its beginning, an output is emptied first. */
  readonly open: () => OpenStreams;
  readonly close: () => void;
}

const openOr = (file: string, flags: string, what: string): number => {
  try {
    return openSync(file, flags);
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot ${what} ${file}`, { cause: error });
  }
};

const openInput = (input: Input): number =>
  openOr(input.type === 'file' ? input.file : os.devNull, 'r', 'read the input');

/** How to open what standard output leads to, and standard error. */
interface Outlet {
  readonly open: () => { readonly stdout: number; readonly isToBeClosed: boolean };
  readonly isErrorInherited: boolean;
  readonly take: () => number | undefined;
  readonly close: () => void;
}

const plainly = (open: Outlet['open'], isErrorInherited = false): Outlet => ({
  open,
  isErrorInherited,
  take: () => undefined,
  close: () => {},
});

const outletFor = async (output: Output): Promise<Outlet> => {
  switch (output.type) {
    case 'null':
      return plainly(() => ({ stdout: openSync(os.devNull, 'w'), isToBeClosed: true }));
    case 'file':
      return plainly(() => ({ stdout: openOr(output.file, 'w', 'write the output'), isToBeClosed: true }));
    case 'inherit':
      return plainly(() => ({ stdout: 1, isToBeClosed: false }), true);
    case 'pipe': {
      const { openDrain } = await import('./drain.ts');
      const { descriptor, take, close } = openDrain();
      const open = () => ({ stdout: descriptor, isToBeClosed: false });
      return { open, isErrorInherited: false, take, close };
    }
  }
};

const openBoth = (input: Input, outlet: Outlet): OpenStreams => {
  const stdin = openInput(input);
  const ours = [stdin];
  const finish = (): undefined => {
    for (const descriptor of ours) closeSync(descriptor);
  };
  try {
    const { stdout, isToBeClosed } = outlet.open();
    if (isToBeClosed) ours.push(stdout);
    const stderr = outlet.isErrorInherited ? 2 : openSync(os.devNull, 'w');
    if (stderr !== 2) ours.push(stderr);
    return {
      stdio: [stdin, stdout, stderr],
      finish: () => {
        finish();
        return outlet.take();
      },
    };
  } catch (error) {
    finish();
    throw error;
  }
};

/**
 * Standard error is shown where standard output is, and else goes to /dev/null. Rejects, and `open` throws, with a Failure
 * for a file that cannot be opened; a file for input is looked at before anything is measured.
 */
export const prepareStreams = async (input: Input, output: Output): Promise<Streams> => {
  closeSync(openInput(input));
  const outlet = await outletFor(output);
  return { open: () => openBoth(input, outlet), close: outlet.close };
};
