/**
 * What was done together, and what was there before: `operations/NUMBER/operation.json` and, beside it, the files
 * that were replaced. It is written before anything is changed, so that a crash in the middle can be undone.
 */
import { constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, errorCode, Failure, makeFolder, nameBeside, replaceFile } from '@proctools/core';
import { type State, stateOf } from './state.ts';
import { type Step, stateAfter } from './step.ts';

/** What people call it. */
export type Deed = 'install' | 'remove' | 'import' | 'repair' | 'path' | 'undo';

interface Owned {
  readonly uid: number;
  readonly gid: number;
  readonly modifiedMs: number;
}

export interface Change {
  readonly path: string;
  /** The name under which the new thing was made; after a crash it may still be there. */
  readonly beside: string;
  readonly before: State;
  readonly after: State;
  /** Of a file that was replaced: its copy in the operation's folder, and whose it was. */
  readonly kept: ({ readonly file: string } & Owned) | undefined;
  /** It was not ours: `--force` replaced it. */
  readonly isForced: boolean;
}

export interface Operation {
  readonly version: 1;
  readonly number: number;
  readonly deed: Deed;
  /** The commands that it was about. */
  readonly names: readonly string[];
  readonly time: string;
  /** Begun: a crash left it so, and it is to be rolled back. */
  readonly state: 'begun' | 'done';
  /** Which operation this one undoes. */
  readonly undoes: number | undefined;
  readonly changes: readonly Change[];
}

const operationsFolder = (store: string): string => path.join(store, 'operations');

const folderOf = (store: string, number: number): string => path.join(operationsFolder(store), String(number));

/** Where a replaced file is kept. */
export const keptFile = (store: string, { number }: Operation, { kept }: Change): string =>
  path.join(folderOf(store, number), kept?.file ?? '');

const numbersIn = (store: string): readonly number[] => {
  try {
    return readdirSync(operationsFolder(store))
      .map(Number)
      .filter(Number.isSafeInteger)
      .sort((one, other) => one - other);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Failure(ExitCode.failed, `cannot read ${operationsFolder(store)}`, { cause: error });
  }
};

/** A crash before its journal was there has changed nothing yet. */
const read = (store: string, number: number): Operation | undefined => {
  try {
    return JSON.parse(readFileSync(path.join(folderOf(store, number), 'operation.json'), 'utf8')) as Operation;
  } catch {
    return undefined;
  }
};

/** All operations that can be undone, oldest first. */
export const readOperations = (store: string): readonly Operation[] =>
  numbersIn(store).flatMap((number) => read(store, number) ?? []);

/** Forgets it, with the files that it kept. */
export const forget = (store: string, number: number): void =>
  rmSync(folderOf(store, number), { recursive: true, force: true });

export const write = (store: string, operation: Operation): void =>
  replaceFile(
    path.join(folderOf(store, operation.number), 'operation.json'),
    `${JSON.stringify(operation, undefined, 2)}\n`,
  );

const keep = (folder: string, file: string, from: string): Change['kept'] => {
  copyFileSync(from, path.join(folder, file), constants.COPYFILE_FICLONE);
  const { uid, gid, mtimeMs: modifiedMs } = lstatSync(from);
  return { file, uid, gid, modifiedMs };
};

/** What a step will change; a file that it replaces or removes is copied first. */
const changeOf = (step: Step, folder: string, index: number): Change => {
  const before = stateOf(step.path);
  const isLost = before.type === 'file' && step.type !== 'mode';
  return {
    path: step.path,
    beside: nameBeside(step.path),
    before,
    after: stateAfter(step, before),
    kept: isLost ? keep(folder, `file.${index}`, step.path) : undefined,
    isForced: (step.type === 'file' || step.type === 'link') && step.isForced === true,
  };
};

/** Writes down what is about to be done. Nothing has been changed yet. */
export const begin = (
  store: string,
  about: Pick<Operation, 'deed' | 'names' | 'undoes'>,
  steps: readonly Step[],
): Operation => {
  makeFolder(operationsFolder(store), 0o700);
  const number = (numbersIn(store).at(-1) ?? 0) + 1;
  const folder = folderOf(store, number);
  mkdirSync(folder, { mode: 0o700 });
  try {
    const changes = steps.map((step, index) => changeOf(step, folder, index));
    const operation = {
      version: 1,
      number,
      ...about,
      time: new Date().toISOString(),
      state: 'begun',
      changes,
    } as const;
    write(store, operation);
    return operation;
  } catch (error) {
    forget(store, number);
    throw error;
  }
};

/** How many can be undone. One that replaced what was not ours is kept until then. */
const MOST_KEPT = 20;

/** Forgets what nobody will undo any more. */
export const prune = (store: string): void => {
  const old = readOperations(store).slice(0, -MOST_KEPT);
  for (const { number, changes } of old) if (!changes.some(({ isForced }) => isForced)) forget(store, number);
};
