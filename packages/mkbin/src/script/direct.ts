import type { Wish } from './runtime.ts';

/** The words that run a script by its own path, without any command made of it. */
export const directWords = ({ interpreter, node, nodeOptions }: Wish, file: string): readonly [string, ...string[]] => {
  const { options, program } = interpreter;
  return [node.type === 'pin' ? node.file : program, ...options, ...nodeOptions, file];
};
