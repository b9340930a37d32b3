/** What is handed over to another supervisor. */
import type { Settings } from '../settings.ts';

export interface Variable {
  readonly name: string;
  /** Undefined where values are not to be shown: they may be secrets. */
  readonly value: string | undefined;
}

export interface Subject {
  readonly name: string;
  /** The program as an absolute path, and its operands. */
  readonly words: readonly [string, ...string[]];
  readonly settings: Settings;
  /** What --env sets. */
  readonly variables: readonly Variable[];
  /** It is for the whole machine, not for one user. */
  readonly isSystem: boolean;
}

/** The same daemon in the words of another supervisor. */
export interface Translation {
  readonly text: string;
  /** The options that it says, by their names; the others are told of. */
  readonly says: readonly string[];
  /** What else there is to be known. */
  readonly remarks: readonly string[];
}

/** Stands for a value that is not shown. */
export const HIDDEN = 'CHANGE-ME';
