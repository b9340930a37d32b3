/** The two kinds of modules, and what each lacks that the other has. */

export type ModuleFormat = 'cjs' | 'esm';

/** A name of ours, for what CommonJS lacks. */
const URL_NAME = 'mkbinUrl';

/** What stands for what the other kind has; whether a file is the main one was settled before where it can be true. */
export const DEFINITIONS: Readonly<Record<ModuleFormat, Readonly<Record<string, string>>>> = {
  cjs: {
    'import.meta.url': URL_NAME,
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
    'import.meta.main': 'false',
  },
  esm: {
    __filename: 'import.meta.filename',
    __dirname: 'import.meta.dirname',
    'import.meta.main': 'false',
  },
};

/** What the code takes for granted, as a line to put in front. */
const prologue = (format: ModuleFormat, code: string): string => {
  if (format === 'cjs') {
    return code.includes(URL_NAME) ? `const ${URL_NAME} = require('node:url').pathToFileURL(__filename).href;\n` : '';
  }
  // A global, as a constant would clash with those who make one of that name for themselves.
  return code.includes('Dynamic require of')
    ? "import { createRequire as mkbinRequire } from 'node:module'; globalThis.require ??= mkbinRequire(import.meta.url);\n"
    : '';
};

/** The code, and before it what it takes for granted; a directive counts only where it comes first. */
export const withPrologue = (format: ModuleFormat, code: string): string =>
  code.replace(/^(?:"use strict";\n)?/, (directive) => directive + prologue(format, code));
