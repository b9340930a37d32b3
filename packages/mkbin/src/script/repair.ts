/** The beginning that a script needs, so that the kernel runs it as it was wished. */
import type { Fault, Head } from './head.ts';
import { type Interpreter, isNode, isShell } from './interpreter.ts';
import { shellForNode, type Wish } from './runtime.ts';
import type { Script } from './script.ts';

/** What Linux looks at before 5.1; others look at more. execve(2) */
const LONGEST_SHEBANG = 127;

/** Nothing of a path or option may end the line for sh, or the comment for JavaScript. */
const LINE_END = /[\n\r\u2028\u2029]/;

const shebang = ({ program, options }: Interpreter): string | undefined => {
  const [option, ...more] = options;
  const isAbsolute = program.startsWith('/');
  const line = isAbsolute ? `#!${[program, ...options].join(' ')}` : `#!/usr/bin/env ${program}`;
  const isPossible = isAbsolute ? more.length === 0 && !/[ \t]/.test(option ?? '') : option === undefined;
  return isPossible && !/\s/.test(program) && Buffer.byteLength(line) <= LONGEST_SHEBANG ? line : undefined;
};

/** env(1) of BusyBox and of the BSDs has no -S, so sh has to add the options: to JavaScript, its line is a comment. */
const polyglot = async (wish: Wish): Promise<readonly string[] | undefined> => {
  const line = `':' //; ${await shellForNode(wish)} "$0" "$@"`;
  return LINE_END.test(line) ? undefined : ['#!/bin/sh', line];
};

/** The first lines of a script that is to be run so; undefined where a file cannot say it. */
export const headFor = async (wish: Wish): Promise<readonly string[] | undefined> => {
  const { interpreter, node, nodeOptions } = wish;
  const program = node.type === 'pin' && isNode(interpreter) ? { ...interpreter, program: node.file } : interpreter;
  const line = nodeOptions.length === 0 && node.type !== 'range' ? shebang(program) : undefined;
  if (line !== undefined) return [line];
  return isNode(interpreter) ? polyglot(wish) : undefined;
};

/** A shell takes the carriage return for a part of each line's last word; to others, it is a blank. */
const bodyOf = ({ bytes }: Script, { length, faults }: Head, interpreter: Interpreter): Buffer => {
  const body = bytes.subarray(length);
  if (!faults.includes('carriage-return') || !isShell(interpreter)) return body;
  return Buffer.from(body.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
};

/** The script with another head. */
export const withHead = (script: Script, lines: readonly string[], interpreter: Interpreter): Buffer =>
  Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), bodyOf(script, script.head, interpreter)]);

/** Faults that trouble the kernel alone: `node FILE` and `sh FILE` do not mind. The others have to be mended. */
const HARMLESS: readonly Fault[] = ['no-shebang', 'bare-interpreter', 'env-options'];

/** Faults that the interpreter stumbles over even when it is handed the file. */
export const deepFaults = ({ head }: Script, interpreter: Interpreter): readonly Fault[] =>
  head.faults.filter((fault) => {
    if (HARMLESS.includes(fault)) return false;
    if (fault === 'carriage-return') return isShell(interpreter);
    return isNode(interpreter);
  });
