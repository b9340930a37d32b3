import type { Bytes } from '../../bytes.ts';
import { cutAtPlaceholders, type Placeholder, placeholderAt } from './placeholder.ts';

export type Quoting = 'none' | 'double' | 'single';

/** Where a placeholder stands in a shell line. */
export interface Place {
  readonly placeholder: Placeholder;
  /** `unsure` where nothing but a number may be put. */
  readonly quoting: Quoting | 'unsure';
  /** Between blanks or operators, or at an end of the line: a word of its own. */
  readonly isWord: boolean;
  /** Right behind something that can belong to no expansion, as the name in `$name` does. */
  readonly isDetached: boolean;
}

/** Walks through a shell line, and cuts it at its placeholders. */
export interface Cutter {
  readonly at: () => number;
  /** Goes on by so many characters of text. */
  readonly text: (length: number) => void;
  /** Goes on by one character, or by the placeholder that stands there. */
  readonly one: (quoting: Quoting) => void;
  /** Goes on to `end`, where only numbers can be put. */
  readonly unsure: (end: number) => void;
  readonly parts: () => readonly (Bytes | Place)[];
}

export const cutterOf = (line: Bytes): Cutter => {
  const parts: (Bytes | Place)[] = [];
  let text = '';
  let at = 0;
  const isOneOf = (characters: string, index: number): boolean => characters.includes(line[index] ?? ' ');
  const takeText = (length: number): void => {
    text += line.slice(at, at + length);
    at += length;
  };
  const takePlace = (placeholder: Placeholder, quoting: Place['quoting']): void => {
    const end = at + placeholder.text.length;
    const isWord = quoting === 'none' && isOneOf(' \t\n(', at - 1) && isOneOf(' \t\n;|)', end);
    parts.push(text, { placeholder, quoting, isWord, isDetached: isOneOf(' "/=', at - 1) });
    text = '';
    at = end;
  };
  const takeUnsure = (part: Bytes | Placeholder): void => {
    if (typeof part === 'string') takeText(part.length);
    else if (isOneOf('$\\', at - 1)) takeText(part.text.length);
    else takePlace(part, 'unsure');
  };
  return {
    at: () => at,
    text: takeText,
    one: (quoting) => {
      const placeholder = placeholderAt(line, at);
      if (placeholder) takePlace(placeholder, quoting);
      else takeText(1);
    },
    unsure: (end) => cutAtPlaceholders(line.slice(at, end)).forEach(takeUnsure),
    parts: () => [...parts, text],
  };
};
