/** Does a step. A reader finds what was there before, or what is there after, and never nothing between the two. */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  futimesSync,
  lchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { errorCode, removeFile } from '@proctools/core';
import { stateOf } from './state.ts';
import { ownerOf, type Step } from './step.ts';

type Owner = ReturnType<typeof ownerOf>;

/** Root leaves nothing of its own in the folder of somebody else: it is given to him. */
const give = (file: string, owner: Owner): void => {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = ownerOf(file);
  if (owner.uid !== uid || owner.gid !== gid) lchownSync(file, owner.uid, owner.gid);
};

const folderOwner = (file: string): Owner => {
  const folder = ownerOf(path.dirname(file));
  return folder.uid === process.geteuid?.() ? ownerOf(file) : folder;
};

const writeWhole = (file: string, { bytes, mode, modifiedMs }: Step & { readonly type: 'file' }): void => {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, bytes);
    fchmodSync(descriptor, mode);
    if (modifiedMs !== undefined) futimesSync(descriptor, modifiedMs / 1_000, modifiedMs / 1_000);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Makes it beside, under a name that nobody knows, and renames it over what is there. rename(2) */
const replace = (file: string, beside: string, owner: Owner | undefined, make: () => void): void => {
  try {
    make();
    give(beside, owner ?? folderOwner(beside));
    renameSync(beside, file);
  } catch (error) {
    removeFile(beside);
    throw error;
  }
};

const isNotEmpty = (error: unknown): boolean => ['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '');

/** A folder in which somebody put something meanwhile stays. */
const removeFolder = (folder: string): void => {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isNotEmpty(error)) throw error;
  }
};

/** Does the step; what replaces something is made under the name `beside` first. Throws the system's error. */
export const perform = (step: Step, beside: string): void => {
  switch (step.type) {
    case 'folder':
      mkdirSync(step.path, { mode: step.mode });
      give(step.path, folderOwner(step.path));
      break;
    case 'link':
      replace(step.path, beside, undefined, () => symlinkSync(step.target, beside));
      break;
    case 'file':
      replace(step.path, beside, step.owner, () => writeWhole(beside, step));
      break;
    case 'mode':
      chmodSync(step.path, step.mode);
      break;
    case 'remove':
      if (stateOf(step.path).type === 'folder') removeFolder(step.path);
      else removeFile(step.path);
  }
};
