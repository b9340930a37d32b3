/** All that a name stands for on this machine. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { commandsNamed } from '../place/search.ts';
import type { CommandRecord } from '../records/record.ts';
import { shellsWithBuiltin } from './builtin.ts';
import { findOwner } from './find-owner.ts';
import type { Owner } from './owner.ts';

/** One file that the name stands for. */
export interface Meaning {
  readonly path: string;
  readonly owner: Owner;
  /** Ours: what was written down. */
  readonly record: CommandRecord | undefined;
}

export interface Who {
  readonly name: string;
  /** Shells that never look for a file of this name. */
  readonly builtinOf: readonly string[];
  /** In the order of PATH; the first is what runs. */
  readonly meanings: readonly Meaning[];
}

const meaningOf = (file: string, records: readonly CommandRecord[]): Meaning => {
  const record = records.find(({ files }) => files.some((placed) => placed.path === file));
  return { path: file, owner: record ? { type: 'mkbin' } : findOwner(file), record };
};

/** `/bin` may be another name of `/usr/bin`. */
const realFile = (file: string): string => path.join(realpathSync(path.dirname(file)), path.basename(file));

const withoutRepetition = (files: readonly string[]): readonly string[] => {
  const real = files.map(realFile);
  return files.filter((_, index) => real.indexOf(real[index] ?? '') === index);
};

/** A name is looked up on PATH; what has a slash is that file. */
export const lookUp = (word: string, records: readonly CommandRecord[], environment: NodeJS.ProcessEnv): Who => {
  const isPath = word.includes(path.sep);
  const file = path.resolve(word);
  const files = isPath ? [file].filter((one) => existsSync(one)) : commandsNamed(word, environment);
  return {
    name: word,
    builtinOf: isPath ? [] : shellsWithBuiltin(word, environment),
    meanings: withoutRepetition(files).map((one) => meaningOf(one, records)),
  };
};
