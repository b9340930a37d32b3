/** A daemonize.json: JSON that may have comments and a comma behind the last of a list. */
import { nameValue, nearest, type OptionTable } from '@proctools/core';
import { getLocation, getNodePath, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { commandWords, EXPECTED_LINE } from './command-words.ts';
import type { Content, Entry, Problem } from './entry.ts';
import { type Complain, isText, readOption } from './read-option.ts';

const placeOf = (text: string, offset: number): string => {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
};

/** `daemons.api.command[1]` */
const pathText = (segments: readonly (string | number)[]): string =>
  segments
    .map((segment) => {
      if (typeof segment === 'number') return `[${segment}]`;
      return /^[\w$@-]+$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
    })
    .join('')
    .replace(/^\./, '');

const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is neither a string in double quotes, nor a number, nor true, false or null',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a }',
  CloseBracketExpected: 'expected a ]',
  EndOfFileExpected: 'expected nothing more behind the end',
  UnexpectedEndOfComment: 'the comment is not closed',
  UnexpectedEndOfString: 'the string is not closed',
  UnexpectedEndOfNumber: 'the number is not complete',
  InvalidUnicode: 'expected four hexadecimal digits behind \\u',
  InvalidEscapeCharacter: 'there is no such escape in a string',
  InvalidCharacter: 'a string cannot hold this character as it is',
};

const syntaxProblem = (text: string, { error, offset }: ParseError): Problem => ({
  place: placeOf(text, offset),
  about: pathText(getLocation(text, offset).path.filter((segment) => segment !== '')),
  message: SYNTAX[printParseErrorCode(error)] ?? 'this is not JSON',
});

interface Property {
  readonly key: string;
  readonly node: Node;
  readonly value: Node;
}

/** The properties of an object; complains about what is no object, and of two with one key about the second. */
const propertiesOf = (node: Node, expected: string, complain: Complain): readonly Property[] => {
  if (node.type !== 'object') complain(node, `expected ${expected}`);
  const seen = new Set<string>();
  return (node.type === 'object' ? (node.children ?? []) : []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    if (!key || !value) return [];
    if (seen.has(key.value)) complain(property, 'it is there already');
    seen.add(key.value);
    return [{ key: key.value, node: property, value }];
  });
};

const complainOfKey = ({ key, node }: Property, keys: readonly string[], complain: Complain): void => {
  const near = nearest(key, keys);
  complain(node, `there is no such key${near === undefined ? '' : `: did you mean ${near}?`}`);
};

const EXPECTED_COMMAND = `an array of words, or ${EXPECTED_LINE}`;

const readCommand = (node: Node, complain: Complain): readonly string[] => {
  const words = node.type === 'array' ? (node.children ?? []) : [node];
  const areTexts = words.every(({ type, value }) => type === 'string' && isText(value));
  const texts = words.map(({ value }) => value as string);
  const command = !areTexts ? undefined : node.type === 'array' ? texts : commandWords(texts[0] ?? '');
  if (command?.[0]) return command;
  complain(node, `expected ${EXPECTED_COMMAND}`);
  return [];
};

const readEntry = ({ key, node, value }: Property, place: string, table: OptionTable, complain: Complain): Entry => {
  if (nameValue.read(key) === undefined) complain(node, `expected ${nameValue.expected}`);
  const given = new Map<string, readonly string[]>();
  let command: readonly string[] | undefined;
  for (const property of propertiesOf(value, 'an object with a command', complain)) {
    const option = Object.hasOwn(table, property.key) ? table[property.key] : undefined;
    if (property.key === 'command') command = readCommand(property.value, complain);
    else if (!option) complainOfKey(property, ['command', ...Object.keys(table)], complain);
    else {
      const texts = readOption(option, property.value, complain);
      if (texts) given.set(property.key, texts);
    }
  }
  if (!command && value.type === 'object') complain(value, 'its command is missing');
  return { name: key, command: command ?? [], given, place };
};

interface Parsed {
  readonly root: Node | undefined;
  /** The first one, from which the others follow. */
  readonly problem: Problem | undefined;
}

const parse = (text: string): Parsed => {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true });
    const [first] = errors;
    return { root, problem: first && syntaxProblem(text, first) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack was too small for all those brackets
    return { root: undefined, problem: { place: '1:1', about: '', message: 'this is nested too deeply' } };
  }
};

const KEYS = ['$schema', 'daemons'];

/** The entries of a daemonize.json, in their order; `table` has the options that they may have. */
export const readJson = (text: string, table: OptionTable): Content => {
  const { problem, root } = parse(text);
  if (problem || !root) return { entries: [], problems: problem ? [problem] : [] };
  const problems: Problem[] = [];
  const complain: Complain = (node, message) => {
    const named = (node.type === 'property' && node.children?.[0]) || node;
    problems.push({ place: placeOf(text, node.offset), about: pathText(getNodePath(named)), message });
  };
  const properties = propertiesOf(root, 'an object with the key daemons', complain);
  for (const property of properties) if (!KEYS.includes(property.key)) complainOfKey(property, KEYS, complain);
  const daemons = properties.filter(({ key }) => key === 'daemons').at(-1);
  const named = daemons ? propertiesOf(daemons.value, 'an object of daemons by name', complain) : [];
  const entries = named.map((property) => readEntry(property, placeOf(text, property.node.offset), table, complain));
  return { entries, problems };
};
