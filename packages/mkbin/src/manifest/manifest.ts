/** All commands of a user as one JSON value, so that another machine can have them. */
import path from 'node:path';
import { ExitCode, Failure, isName } from '@proctools/core';
import type { Form } from '../forms/product.ts';
import type { Interpreter } from '../script/interpreter.ts';

export interface Exported {
  readonly name: string;
  readonly form: Form;
  /** The script; `~/` stands for the home folder, which is another elsewhere. */
  readonly source: string;
  readonly interpreter: Interpreter;
  /** A pinned Node is elsewhere another file. */
  readonly node:
    | { readonly type: 'env' }
    | { readonly type: 'pin' }
    | { readonly type: 'range'; readonly range: string };
  readonly nodeOptions: readonly string[];
  /** What the command is, where one file is all of it: in base 64. */
  readonly content: string | undefined;
}

export interface Manifest {
  readonly mkbin: 1;
  readonly commands: readonly Exported[];
}

/** `~/src/x.js` for a file of the home folder. */
export const portable = (file: string, home: string): string =>
  file.startsWith(`${home}${path.sep}`) ? `~${file.slice(home.length)}` : file;

/** The file that a portable path means here. */
export const local = (file: string, home: string): string =>
  file.startsWith('~/') ? path.join(home, file.slice(2)) : file;

const FORMS: readonly unknown[] = ['link', 'launcher', 'copy', 'bundle', 'exe'];
const RUNTIMES: readonly unknown[] = ['env', 'pin', 'range'];

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');

const isExported = (value: unknown): value is Exported => {
  const { name, form, source, interpreter, node, nodeOptions, content } = (value ?? {}) as Partial<Exported>;
  return (
    typeof name === 'string' &&
    isName(name) &&
    FORMS.includes(form) &&
    typeof source === 'string' &&
    /^(?:~\/|\/|[A-Za-z]:)/.test(source) &&
    typeof interpreter?.program === 'string' &&
    areTexts(interpreter.options) &&
    RUNTIMES.includes(node?.type) &&
    areTexts(nodeOptions) &&
    ['undefined', 'string'].includes(typeof content)
  );
};

const wrong = (from: string, why: string): Failure =>
  new Failure(ExitCode.failed, `${from} is not what mkbin export writes: ${why}`);

const parse = (text: string, from: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(from, 'it is not JSON');
  }
};

/** Reads what `mkbin export` wrote; a Failure for anything else. */
export const readManifest = (text: string, from: string): Manifest => {
  const { mkbin, commands } = (parse(text, from) ?? {}) as Partial<Manifest>;
  if (mkbin !== 1) throw wrong(from, '"mkbin" is not 1');
  if (!Array.isArray(commands)) throw wrong(from, '"commands" is no list');
  const odd = commands.findIndex((one) => !isExported(one));
  if (odd >= 0) throw wrong(from, `command ${odd + 1} lacks something, or has something odd`);
  return { mkbin, commands };
};
