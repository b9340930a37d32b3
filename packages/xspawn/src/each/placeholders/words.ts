import type { Bytes } from '../../bytes.ts';
import { cutAtPlaceholders, type Filling, type Placeholder, valuesOf } from './placeholder.ts';

/** Adds the operands that a word of the template becomes. */
type Expand = (filling: Filling, operands: Bytes[]) => void;

/** Words of a template, read once; filling them in costs no more than putting strings together. */
export interface Words {
  readonly placeholders: readonly Placeholder[];
  readonly expand: (filling: Filling) => Bytes[];
}

const constant =
  (word: Bytes): Expand =>
  (_, operands) =>
    void operands.push(word);

/** A placeholder that is a whole word becomes an operand for each input. */
const alone =
  (placeholder: Placeholder): Expand =>
  (filling, operands) => {
    for (const value of valuesOf(placeholder, filling)) operands.push(value);
  };

/** Inside a word they are joined by blanks, since the word is one operand. */
const joined =
  (parts: readonly (Bytes | Placeholder)[]): Expand =>
  (filling, operands) =>
    void operands.push(
      parts.map((part) => (typeof part === 'string' ? part : valuesOf(part, filling).join(' '))).join(''),
    );

const compileWord = (parts: readonly (Bytes | Placeholder)[]): Expand => {
  const [first = ''] = parts;
  if (parts.length > 1) return joined(parts);
  return typeof first === 'string' ? constant(first) : alone(first);
};

/** Reads the words of a template, each of which becomes one operand (or one for each input), whatever the inputs are. */
export const compileWords = (words: readonly Bytes[]): Words => {
  const cut = words.map(cutAtPlaceholders);
  const expansions = cut.map(compileWord);
  return {
    placeholders: cut.flat().filter((part) => typeof part !== 'string'),
    expand: (filling) => {
      const operands: Bytes[] = [];
      for (const expand of expansions) expand(filling, operands);
      return operands;
    },
  };
};
