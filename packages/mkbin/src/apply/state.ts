import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { ExitCode, errorCode, Failure } from '@proctools/core';

/** What is at a path, as far as it takes to know it again. */
export type State =
  | { readonly type: 'absent' }
  | { readonly type: 'link'; readonly target: string }
  | { readonly type: 'file'; readonly sha256: string; readonly mode: number }
  | { readonly type: 'folder' }
  | { readonly type: 'other' };

export const ABSENT: State = { type: 'absent' };

/** node:crypto costs 2 ms to load; most commands are links, and need none. */
export const sha256 = (bytes: Uint8Array): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');

const look = (path: string): State => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return ABSENT;
  if (found.isSymbolicLink()) return { type: 'link', target: readlinkSync(path) };
  if (found.isFile()) return { type: 'file', sha256: sha256(readFileSync(path)), mode: found.mode & 0o7777 };
  return { type: found.isDirectory() ? 'folder' : 'other' };
};

/** What is at this path now, links not followed; a Failure where that cannot be seen. */
export const stateOf = (path: string): State => {
  try {
    return look(path);
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return ABSENT;
    throw new Failure(ExitCode.failed, `cannot look at ${path}`, { cause: error });
  }
};

/** Whether two states have the same content: the same link text, the same bytes. */
export const hasSameContent = (one: State, other: State): boolean => {
  if (one.type === 'link' && other.type === 'link') return one.target === other.target;
  if (one.type === 'file' && other.type === 'file') return one.sha256 === other.sha256;
  return one.type === other.type && one.type !== 'other';
};

/** The same, and with the same mode. */
export const isSame = (one: State, other: State): boolean =>
  hasSameContent(one, other) && (one.type !== 'file' || other.type !== 'file' || one.mode === other.mode);
