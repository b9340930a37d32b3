import { quoteForShell } from '@proctools/core';
import type { Interpreter } from './interpreter.ts';

/** Which Node runs a command: that on PATH, one by its path, or the one on PATH when its version fits. */
export type RuntimeChoice =
  | { readonly type: 'env' }
  | { readonly type: 'pin'; readonly file: string }
  | { readonly type: 'range'; readonly range: string };

/** How a script is to be run, as far as that was said. */
export interface Wish {
  readonly name: string;
  readonly interpreter: Interpreter;
  readonly node: RuntimeChoice;
  readonly nodeOptions: readonly string[];
}

const words = ({ program, options }: Interpreter): string => [program, ...options].map(quoteForShell).join(' ');

/** sh(1) has no versions to compare, but numbers: 22.18.1 is 22018001. The question costs 4 ms. */
const checked = async (node: string, range: string): Promise<string> => {
  const { rangeTest } = await import('./range.ts');
  const test = rangeTest(range, '$n');
  return [
    `v=$(${quoteForShell(node)} --version) || exit 127`,
    'w=${v#v}; a=${w%%.*}; w=${w#*.}; b=${w%%.*}; w=${w#*.}; c=${w%%[!0-9]*}',
    'n=$((a * 1000000 + b * 1000 + c))',
    `{ ${test}; } || { echo "\${0##*/}: needs Node ${range}; this is $v, $(command -v ${quoteForShell(node)})" >&2; exit 126; }`,
    '',
  ].join('; ');
};

/** What sh does to run a file with Node, without the file: one line that ends with the words of the command. */
export const shellForNode = async ({ interpreter, node, nodeOptions }: Wish): Promise<string> => {
  const program = node.type === 'pin' ? node.file : interpreter.program;
  const check = node.type === 'range' ? await checked(program, node.range) : '';
  return `${check}exec ${words({ program, options: [...interpreter.options, ...nodeOptions] })}`;
};

/** The same for whatever is not Node. */
export const shellFor = (interpreter: Interpreter): string => `exec ${words(interpreter)}`;
