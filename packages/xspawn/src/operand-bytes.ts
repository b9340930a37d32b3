import { readFileSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import { type Bytes, bytesOf } from './bytes.ts';

const UNREADABLE = '\ufffd';

/** The last so many words of our command line, as the kernel keeps them. proc(5) */
const lastWords = (count: number): readonly Buffer[] => {
  try {
    const text = readFileSync('/proc/self/cmdline').toString('latin1');
    return text
      .split('\0')
      .slice(0, -1)
      .slice(-count)
      .map((word) => Buffer.from(word, 'latin1'));
  } catch {
    return [];
  }
};

/**
 * The bytes of the operands. Where they are not UTF-8 Node shows something else; then they are read from the
 * kernel, and where it does not tell, that is a Failure.
 */
export const operandBytes = (operands: readonly string[]): readonly Bytes[] => {
  if (!operands.some((operand) => operand.includes(UNREADABLE))) return operands.map(bytesOf);
  const words = lastWords(operands.length);
  if (words.length === operands.length && words.every((word, index) => word.toString() === operands[index])) {
    return words.map((word) => word.toString('latin1'));
  }
  throw new Failure(ExitCode.toolFailed, 'an operand is not UTF-8, and Node cannot hand it on', {
    hint: 'inputs from standard input or --arg-file may be any bytes',
  });
};
