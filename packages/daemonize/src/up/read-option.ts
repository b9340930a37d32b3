import type { Option } from '@proctools/core';
import type { Node } from 'jsonc-parser';
import { expectation, takesNumbers, takesPairs, type Valued } from './option-values.ts';

/** Says what is wrong with a part of the file. */
export type Complain = (node: Node, message: string) => void;

/** What JSON can write, and a command line or a file cannot hold. */
export const isText = (text: string): boolean => !text.includes('\0') && Buffer.from(text).toString() === text;

/** A text as one would type it, when that is what the option takes. */
const typed = (option: Valued, node: Node): string | undefined => {
  const mayBe = node.type === 'string' || (node.type === 'number' && takesNumbers(option));
  const text = String(node.value);
  return mayBe && isText(text) && option.read(text) !== undefined ? text : undefined;
};

/** `"NAME": VALUE`; null stands for the name alone. */
const pair = (option: Valued, property: Node): string | undefined => {
  const [name, value] = property.children ?? [];
  if (!name || !value || value.type === 'object' || value.type === 'array') return undefined;
  const text = value.type === 'null' ? name.value : `${name.value}=${value.value}`;
  const isWhole = option.read(text) !== undefined && isText(text) && !name.value.includes('=');
  return isWhole ? text : undefined;
};

/** A value of a variable may be a secret; of others it helps to see it. */
const shown = (option: Option, node: Node): string => {
  const isPlain = node.type !== 'object' && node.type !== 'array';
  const isPublic = option.kind === 'flag' || !takesPairs(option);
  return isPlain && isPublic ? `, not ${JSON.stringify(node.value).slice(0, 60)}` : '';
};

/** The texts of a list or an object, and `wrong` is told of those that are none. */
const readEach = (option: Valued, node: Node, wrong: (at: Node) => undefined): readonly string[] => {
  const isList = node.type === 'array';
  return (node.children ?? []).flatMap((child) => {
    const text = isList ? typed(option, child) : pair(option, child);
    const value = isList ? child : (child.children?.[1] ?? child);
    return text ?? wrong(value) ?? [];
  });
};

/** The texts that one would type for a value; undefined for what is as if it were not there. */
export const readOption = (option: Option, node: Node, complain: Complain): readonly string[] | undefined => {
  const wrong = (at: Node): undefined => {
    complain(at, `expected ${expectation(option)}${shown(option, at)}`);
  };
  if (option.kind === 'flag') return node.type !== 'boolean' ? wrong(node) : node.value ? [] : undefined;
  if (option.kind === 'optional' && node.type === 'boolean') return node.value ? [option.alone] : undefined;
  const isPairs = takesPairs(option) && node.type === 'object';
  if (isPairs || (option.kind === 'repeated' && node.type === 'array')) return readEach(option, node, wrong);
  const text = takesPairs(option) ? undefined : typed(option, node);
  return text === undefined ? wrong(node) : [text];
};
