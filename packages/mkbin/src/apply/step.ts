import { lstatSync } from 'node:fs';
import { ABSENT, type State, sha256 } from './state.ts';

/** One change of the file system. Whatever is at the path is replaced in one go. */
export type Step =
  | { readonly type: 'folder'; readonly path: string; readonly mode: number }
  | { readonly type: 'link'; readonly path: string; readonly target: string; readonly isForced?: boolean }
  | WriteFile
  | { readonly type: 'mode'; readonly path: string; readonly mode: number }
  | { readonly type: 'remove'; readonly path: string };

/** `modifiedMs` is the time that the file shall bear; with `owner`, root gives it to him. */
interface WriteFile {
  readonly type: 'file';
  readonly path: string;
  readonly bytes: Buffer;
  readonly mode: number;
  readonly modifiedMs?: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly isForced?: boolean;
}

/** What is at the path once the step is done. */
export const stateAfter = (step: Step, before: State): State => {
  switch (step.type) {
    case 'folder':
      return { type: 'folder' };
    case 'link':
      return { type: 'link', target: step.target };
    case 'file':
      return { type: 'file', sha256: sha256(step.bytes), mode: step.mode };
    case 'mode':
      return before.type === 'file' ? { ...before, mode: step.mode } : before;
    case 'remove':
      return ABSENT;
  }
};

/** Who owns a path, links not followed. */
export const ownerOf = (path: string): { readonly uid: number; readonly gid: number } => {
  const { uid, gid } = lstatSync(path);
  return { uid, gid };
};
