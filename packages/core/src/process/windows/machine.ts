import { spawnSync } from 'node:child_process';
import { closeSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { errorCode } from '../../failure.ts';
import type { Execution, Place } from '../planned.ts';

/** What planning a command has to know about the machine. */
export interface Machine {
  readonly isFile: (file: string) => boolean;
  /** The first 16 KiB of a file as UTF-8; nothing of one that cannot be read. */
  readonly head: (file: string) => string;
  /** What a command prints to stdout; undefined when it fails. */
  readonly answer: (execution: Execution, place: Place) => string | undefined;
}

const HEAD_BYTES = 16_384;

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

/** Programs from the Store lie on PATH as links that nobody can follow, but that can be executed: EACCES, not ENOENT. */
const isExecutableLink = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

const isFile = (file: string): boolean => {
  try {
    return statSync(file).isFile();
  } catch (error) {
    return !isMissing(error) && isExecutableLink(file);
  }
};

const head = (file: string): string => {
  const buffer = Buffer.alloc(HEAD_BYTES);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

const answer = ({ file, argv0, operands, verbatim }: Execution, { environment, cwd }: Place): string | undefined => {
  const { status, stdout } = spawnSync(file, operands, {
    argv0,
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    windowsVerbatimArguments: verbatim,
  });
  return status === 0 ? stdout : undefined;
};

/** The machine that we run on. */
export const thisMachine: Machine = { isFile, head, answer };
