import { existsSync } from 'node:fs';
import path from 'node:path';

/** What runs a script. */
export interface Interpreter {
  /** A name that is looked up on PATH, or an absolute path. */
  readonly program: string;
  readonly options: readonly string[];
}

export const NODE: Interpreter = { program: 'node', options: [] };

const SH: Interpreter = { program: '/bin/sh', options: [] };

const PYTHON: Interpreter = { program: 'python3', options: [] };

const BY_EXTENSION: Readonly<Record<string, Interpreter>> = {
  '.js': NODE,
  '.cjs': NODE,
  '.mjs': NODE,
  '.jsx': NODE,
  '.ts': NODE,
  '.cts': NODE,
  '.mts': NODE,
  '.tsx': NODE,
  '.sh': SH,
  '.py': PYTHON,
};

/** What runs files of this name; undefined when the name does not tell. */
export const interpreterByExtension = (file: string): Interpreter | undefined =>
  BY_EXTENSION[path.extname(file).toLowerCase()];

/** The interpreter that a text names: `python3 -u`. */
export const interpreterFrom = (text: string): Interpreter => {
  const [program = '', ...options] = text.trim().split(/\s+/);
  return { program, options };
};

/** The program at work, past env(1) and its assignments: `node` for `/usr/bin/env A=1 node`. */
const workerOf = ({ program, options }: Interpreter): string => {
  const name = path.basename(program);
  return name === 'env' ? path.basename(options.find((word) => !/^-|=/.test(word)) ?? name) : name;
};

export const isNode = (interpreter: Interpreter): boolean => /^node(?:js)?$/.test(workerOf(interpreter));

/** One that takes a carriage return for a part of the last word of each line. */
export const isShell = (interpreter: Interpreter): boolean => /^(?:ba|da|k|mk|z|a)?sh$/.test(workerOf(interpreter));

/** Whether an interpreter is not where the script looks for it. */
export const isGone = ({ program }: Interpreter): boolean => path.isAbsolute(program) && !existsSync(program);

/** One that is not there may be elsewhere on PATH. */
export const findable = (interpreter: Interpreter): Interpreter =>
  isGone(interpreter) ? { ...interpreter, program: path.basename(interpreter.program) } : interpreter;
