/**
 * Operands that are not UTF-8: Node cannot hand them on. A shell can, that makes each of its bytes and becomes the command.
 */
import { type CommandLine, dashFile, type Execution, ExitCode, Failure, obstacleInEnvironment } from '@proctools/core';
import { type Bytes, textOf } from '../bytes.ts';
import { operandBytes } from '../operand-bytes.ts';

const octal = (byte: string): string => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`;

/** A word of the shell that stands for these bytes. A command substitution loses newlines at its end. */
const wordOf = (bytes: Bytes): string => {
  const [, body = '', end = ''] = /^(.*?)(\n*)$/s.exec(bytes) ?? [];
  return `"$(printf '${body.replace(/./gs, octal)}')${end}"`;
};

/** The first operand of the script is the PWD that it would change, the second the command. */
const FIRST = 3;

const scriptFor = (words: readonly Bytes[], texts: readonly (string | undefined)[], hasPwd: boolean): string => {
  const operands = words.map((word, index) => (texts[index] === undefined ? wordOf(word) : `"\${${index + FIRST}}"`));
  return `${hasPwd ? 'PWD=$1' : 'unset PWD'}\nexec "$2" ${operands.join(' ')}`;
};

const cannot = (hint: string): Failure =>
  new Failure(ExitCode.toolFailed, 'a word is not UTF-8, and Node cannot hand it on', { hint });

/** By which the shell finds it: as it was typed, if it would find the same. */
const commandWord = (name: string, { file }: Execution, search: string | undefined): string =>
  name.startsWith('-') || (search === undefined && !name.includes('/')) ? file : name;

/** The execution of a command whose operands are bytes. A Failure where no shell could do that exactly. */
export const withByteOperands = (
  execution: Execution,
  [name, ...operands]: CommandLine,
  environment: Readonly<Record<string, string>>,
): Execution => {
  const words = operandBytes(operands);
  const texts = words.map(textOf);
  if (!texts.includes(undefined)) throw cannot('only operands of the command can be any bytes');
  const dash = dashFile();
  if (dash === undefined) throw cannot('dash could, but is not there');
  const obstacle = obstacleInEnvironment(environment);
  if (obstacle !== undefined) throw cannot(`dash could, but ${obstacle}`);
  const { PATH, PWD } = environment;
  const word = commandWord(name, execution, PATH);
  const script = scriptFor(words, texts, PWD !== undefined);
  return {
    ...execution,
    file: dash,
    argv0: dash,
    operands: ['-c', script, 'xspawn', PWD ?? '', word, ...texts.map((text) => text ?? '')],
    steps: [...execution.steps, { type: 'bytes', shell: dash }],
  };
};
