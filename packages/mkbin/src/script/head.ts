/** How a script begins: its shebang line, and what the kernel, env(1) or Node stumbles over in it. execve(2) */
import { type Interpreter, NODE } from './interpreter.ts';

/** What is wrong with the beginning of a script, in a word. */
export type Fault =
  | 'no-shebang'
  | 'carriage-return'
  | 'byte-order-mark'
  | 'blank-line'
  | 'bare-interpreter'
  | 'env-options';

export interface Head {
  /** How many bytes it takes, with whatever stands in front of it. */
  readonly length: number;
  /** Its lines, without their ends: one, two for the sh/JavaScript polyglot, none when there is no shebang. */
  readonly lines: readonly string[];
  /** What it says runs the script; undefined when there is no shebang. */
  readonly interpreter: Interpreter | undefined;
  readonly faults: readonly Fault[];
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** Its second line is a comment to JavaScript, and to sh the command that runs the file with Node. */
const POLYGLOT = /^':' \/\/;.*\bexec\b.*"\$0" "\$@"/;

interface Read {
  readonly interpreter: Interpreter;
  readonly fault?: Fault;
}

/** Linux hands all that follows env to it as one word, and so asks it for a program whose name has blanks. */
const readEnv = (rest: string): Read => {
  const split = /^(?:-S|--split-string)[= \t]*(.*)$/.exec(rest)?.[1];
  if (split !== undefined && /["'\\$]/.test(split))
    return { interpreter: { program: '/usr/bin/env', options: ['-S', split] } };
  const words = (split ?? rest).split(/[ \t]+/).filter(Boolean);
  const [first = '', ...options] = words;
  const interpreter = /^-|=/.test(first) ? { program: '/usr/bin/env', options: words } : { program: first, options };
  return split === undefined && (options.length > 0 || interpreter.program === '/usr/bin/env')
    ? { interpreter, fault: 'env-options' }
    : { interpreter };
};

const readLine = (line: string): Read | undefined => {
  const [, program, rest = ''] = /^#![ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  if (program === undefined) return undefined;
  if (/\/env$/.test(program) && rest !== '') return readEnv(rest);
  const interpreter = { program, options: rest === '' ? [] : [rest] };
  return program.startsWith('/') ? { interpreter } : { interpreter, fault: 'bare-interpreter' };
};

/** Reads how a script begins. */
export const readHead = (bytes: Buffer): Head => {
  const text = bytes.toString('latin1');
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const [whole = '', blank = '', first = ''] = /^([ \t\r\n]*)(#![^\n]*)(?:\n|$)/.exec(text.slice(mark.length)) ?? [];
  const read = readLine(first.replace(/\r$/, ''));
  if (!read) return { length: mark.length, lines: [], interpreter: undefined, faults: ['no-shebang'] };
  const start = mark.length + whole.length;
  const second = /^[^\n]*(?:\n|$)/.exec(text.slice(start))?.[0] ?? '';
  const isPolyglot = POLYGLOT.test(second);
  const lines = isPolyglot ? [first, second.replace(/\n$/, '')] : [first];
  const faults: readonly (Fault | undefined)[] = [
    mark === '' ? undefined : 'byte-order-mark',
    blank === '' ? undefined : 'blank-line',
    lines.some((line) => line.endsWith('\r')) ? 'carriage-return' : undefined,
    read.fault,
  ];
  return {
    length: start + (isPolyglot ? second.length : 0),
    lines: lines.map((line) => Buffer.from(line.replace(/\r$/, ''), 'latin1').toString()),
    interpreter: isPolyglot ? NODE : read.interpreter,
    faults: faults.filter((fault) => fault !== undefined),
  };
};
