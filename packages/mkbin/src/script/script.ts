import { readFileSync, realpathSync, statSync } from 'node:fs';
import { ExitCode, Failure, quoteForShell } from '@proctools/core';
import { type Head, readHead } from './head.ts';
import { type Interpreter, interpreterByExtension } from './interpreter.ts';

/** A file that is to become a command. */
export interface Script {
  /** Its absolute path, as it was typed. */
  readonly file: string;
  /** The same with all links resolved: what an edit changes. */
  readonly realFile: string;
  readonly bytes: Buffer;
  readonly mode: number;
  readonly head: Head;
}

const refuse = (file: string, why: string, more: { hint?: string; cause?: unknown } = {}): Failure =>
  new Failure(ExitCode.failed, `${quoteForShell(file)}: ${why}`, more);

const read = (file: string): Pick<Script, 'realFile' | 'bytes' | 'mode'> => {
  try {
    const { mode } = statSync(file);
    return { realFile: realpathSync(file), bytes: readFileSync(file), mode: mode & 0o7777 };
  } catch (cause) {
    throw refuse(file, 'cannot be read', { cause });
  }
};

/** How far git and grep look for a zero byte before they call a file binary. */
const LOOK_BYTES = 8_000;

/** Reads a script; a Failure for what cannot be one: a folder, a device, a program. */
export const readScript = (file: string): Script => {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw refuse(file, found.isDirectory() ? 'is a folder' : 'is no regular file');
  const { bytes, ...more } = read(file);
  if (bytes.subarray(0, LOOK_BYTES).includes(0)) {
    throw refuse(file, 'is a program or data, not a script', {
      hint: `a link to it is all it needs: ln -s ${quoteForShell(file)} ~/.local/bin/`,
    });
  }
  return { file, bytes, head: readHead(bytes), ...more };
};

/** What runs a script: as its first line says, else as its name says; a Failure when neither does. */
export const interpreterOf = ({ file, head }: Script): Interpreter => {
  const interpreter = head.interpreter ?? interpreterByExtension(file);
  if (interpreter) return interpreter;
  throw refuse(file, 'nothing says what runs it: no #! line, and no extension that mkbin knows', {
    hint: 'say it: --interpreter node, --interpreter python3, ...',
  });
};
