/** A command of Node's, as its parts. */
import { ExitCode, Failure } from '@proctools/core';

export interface NodeWords {
  readonly script: string;
  readonly operands: readonly string[];
  /** Node's own options. */
  readonly flags: readonly string[];
}

/** Those whose value is the next word. node(1) */
const WITH_VALUE = new Set(
  '-r --require --import -C --conditions --loader --experimental-loader --env-file --env-file-if-exists --title --input-type'.split(
    ' ',
  ),
);

const WITHOUT_SCRIPT = /^(?:-e|-p|-pe|-i|-v|-h|-c|--eval|--print|--interactive|--check|--test|--run|--watch)(?:=|$)/;

const refuse = (words: readonly string[]): never => {
  throw new Failure(ExitCode.usage, `--workers: Node's cluster needs a script, and ${words.join(' ')} has none`, {
    hint: 'or have the workers share sockets with --listen',
  });
};

/** Of `node --flag script.js operand`. */
export const nodeWords = (words: readonly string[]): NodeWords => {
  let at = 0;
  for (; words[at]?.startsWith('-'); at += 1) {
    const word = words[at] ?? '';
    if (WITHOUT_SCRIPT.test(word)) return refuse(['node', ...words]);
    if (word === '--') {
      const [script, ...operands] = words.slice(at + 1);
      return script === undefined ? refuse(['node', ...words]) : { script, operands, flags: words.slice(0, at) };
    }
    if (WITH_VALUE.has(word)) at += 1;
  }
  const [script, ...operands] = words.slice(at);
  return script === undefined ? refuse(['node', ...words]) : { script, operands, flags: words.slice(0, at) };
};
