/** What a script takes from other files. A copy of it elsewhere would look for them in vain. */
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { type Interpreter, isNode } from './interpreter.ts';

export interface Import {
  /** As it is written: `./dep.js`, `picocolors`. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** Comments and texts that are more than one word, as far as one can tell them without parsing the language. */
const NOISE = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*|`(?:\\[\s\S]|[^\\`])*`/g;

const JAVASCRIPT =
  /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|\brequire\.resolve\s*\(|\bnew\s+URL\s*\()\s*(['"])((?:(?!\1)[^\n\\])+)\1/g;

const PYTHON = /^[ \t]*(?:from|import)[ \t]+(\.*[\w.]*)/gm;

const blanks = (text: string): string => text.replace(/[^\n]/g, ' ');

const found = (text: string, pattern: RegExp, group: number): readonly Import[] =>
  [...text.matchAll(pattern)].map((match) => ({
    name: match[group] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));

/** A template without holes is a text like others; of one with holes nothing can be said. */
const inJavaScript = (text: string): readonly Import[] =>
  found(text.replace(NOISE, blanks), JAVASCRIPT, 2).filter(
    ({ name }) => !isBuiltin(name) && !/^(?:[a-z]+:\/|data:|\/)/.test(name),
  );

/** Python looks beside the script first. */
const inPython = (text: string, folder: string): readonly Import[] =>
  found(text, PYTHON, 1).filter(({ name }) => {
    const [first = ''] = name.split('.');
    return (
      first === '' ||
      existsSync(path.join(folder, `${first}.py`)) ||
      existsSync(path.join(folder, first, '__init__.py'))
    );
  });

/** All that a script of `folder` imports from files beside it, or from packages. */
export const importsOf = (bytes: Buffer, folder: string, interpreter: Interpreter): readonly Import[] => {
  const text = bytes.toString();
  if (isNode(interpreter)) return inJavaScript(text);
  return /python/.test(interpreter.program) ? inPython(text, folder) : [];
};
