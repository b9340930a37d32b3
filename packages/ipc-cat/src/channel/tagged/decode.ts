/** Tagged JSON, back to the values that it stands for; see encode.ts. */
import { memoryOf, viewOf } from './typed-arrays.ts';

/** A tag that there is not, or with something in it that it cannot stand for. */
class NotTagged extends Error {
  override readonly name = 'NotTagged';
}

type Fields = Readonly<Record<string, unknown>>;

/** Turns a part into its value. */
type Decode = (part: unknown) => unknown;

/** Where a value is kept under its `$id` before its parts are read, as they may lead back to it. */
type Keep = <Value>(value: Value) => Value;

interface Tag {
  /** Further tags that may stand beside it. */
  readonly with?: readonly string[];
  readonly read: (content: unknown, decode: Decode, keep: Keep, fields: Fields) => unknown;
}

const refuse = (what: string): never => {
  throw new NotTagged(what);
};

const list = (content: unknown): readonly unknown[] => (Array.isArray(content) ? content : refuse('no array'));
const text = (content: unknown): string => (typeof content === 'string' ? content : refuse('no text'));
const fieldsOf = (content: unknown): Fields =>
  typeof content === 'object' && content !== null && !Array.isArray(content)
    ? (content as Fields)
    : refuse('no object');
const pair = (content: unknown): readonly unknown[] => (list(content).length === 2 ? list(content) : refuse('no pair'));
const count = (content: unknown, most: number): number =>
  Number.isInteger(content) && Number(content) >= 0 && Number(content) <= most
    ? Number(content)
    : refuse('no such count');

/** As an own property, whatever its name. */
const define = (target: object, key: string, value: unknown): void =>
  void Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });

const unescaped = (key: string): string => (key.startsWith('$') ? key.slice(1) : key);

const fill = (target: object, fields: Fields, decode: Decode): void => {
  for (const [key, part] of Object.entries(fields)) {
    if (key !== '$id') define(target, unescaped(key), decode(part));
  }
};

const NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };

const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

const LONGEST_ARRAY = 2 ** 32 - 1;

const readError = (content: unknown, decode: Decode, keep: Keep): unknown => {
  const { name, ...parts } = fieldsOf(content);
  const error = keep(new (ERRORS[String(name)] ?? Error)());
  for (const own of ['message', 'stack']) delete (error as unknown as Record<string, unknown>)[own];
  for (const part of ['message', 'stack', 'cause']) {
    if (!Object.hasOwn(parts, part)) continue;
    Object.defineProperty(error, part, { value: decode(parts[part]), configurable: true, writable: true });
  }
  return error;
};

const readSparse = (content: unknown, decode: Decode, keep: Keep, { $also, $length }: Fields): unknown => {
  const array = keep([] as unknown[]);
  array.length = count($length, LONGEST_ARRAY);
  for (const element of list(content).map(pair)) array[count(element[0], array.length - 1)] = decode(element[1]);
  if ($also !== undefined) fill(array, fieldsOf($also), decode);
  return array;
};

const readMemory = (content: unknown, $most: unknown): ArrayBuffer => {
  const memory = memoryOf(text(content));
  if ($most === undefined) return memory;
  const Resizable = ArrayBuffer as unknown as new (length: number, most: { maxByteLength: number }) => ArrayBuffer;
  const grown = new Resizable(memory.byteLength, { maxByteLength: count($most, Number.MAX_SAFE_INTEGER) });
  new Uint8Array(grown).set(new Uint8Array(memory));
  return grown;
};

const TAGS: Readonly<Record<string, Tag>> = {
  $undefined: { read: () => undefined },
  $number: { read: (content) => NUMBERS[text(content)] ?? refuse('no such number') },
  $bigint: { read: (content) => BigInt(text(content)) },
  $date: { read: (content, _, keep) => keep(new Date(content === null ? Number.NaN : text(content))) },
  $regexp: {
    read: (content, _, keep) => keep(new RegExp(text(fieldsOf(content).source), text(fieldsOf(content).flags))),
  },
  $boxed: { read: (content, decode, keep) => keep(Object(decode(content))) },
  $bytes: { read: (content, _, keep) => keep(Buffer.from(text(content), 'base64')) },
  $view: {
    with: ['$base64'],
    read: (content, _, keep, { $base64 }) => keep(viewOf(content, text($base64)) ?? refuse('no such view')),
  },
  $arraybuffer: { with: ['$most'], read: (content, _, keep, { $most }) => keep(readMemory(content, $most)) },
  $map: {
    read: (content, decode, keep) => {
      const map = keep(new Map());
      for (const entry of list(content).map(pair)) map.set(decode(entry[0]), decode(entry[1]));
      return map;
    },
  },
  $set: {
    read: (content, decode, keep) => {
      const set = keep(new Set());
      for (const element of list(content)) set.add(decode(element));
      return set;
    },
  },
  $array: {
    read: (content, decode, keep) => {
      const array = keep([] as unknown[]);
      for (const element of list(content)) array.push(decode(element));
      return array;
    },
  },
  $sparse: { with: ['$length', '$also'], read: readSparse },
  $error: { read: readError },
};

/** Keys that begin with one `$`; with two they are the user's. */
const tagsIn = (fields: Fields): readonly string[] => Object.keys(fields).filter((key) => /^\$(?!\$)/.test(key));

/** The value; a NotTagged when it stands for none, a RangeError for what lies too deep. */
export const decodeTagged = (json: unknown): unknown => {
  const kept = new Map<unknown, unknown>();

  const byTag = (fields: Fields, tags: readonly string[], keep: Keep): unknown => {
    const name = tags.find((tag) => Object.hasOwn(TAGS, tag));
    const tag = name === undefined ? undefined : TAGS[name];
    if (name === undefined || tag === undefined) return refuse(`${tags[0]} is no tag`);
    const isKnown = (key: string): boolean => key === name || tag.with?.includes(key) === true || key === '$id';
    const odd = Object.keys(fields).find((key) => !isKnown(key));
    if (odd !== undefined) refuse(`${odd} beside ${name}`);
    return tag.read(fields[name], decode, keep, fields);
  };

  const decode: Decode = (part) => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map(decode);
    const fields = part as Fields;
    const keep: Keep = (value) => {
      if (Object.hasOwn(fields, '$id')) kept.set(fields.$id, value);
      return value;
    };
    const tags = tagsIn(fields).filter((tag) => tag !== '$id');
    if (tags.length === 1 && tags[0] === '$ref')
      return kept.has(fields.$ref) ? kept.get(fields.$ref) : refuse('no such $id');
    if (tags.length > 0) return byTag(fields, tags, keep);
    const object = keep({});
    fill(object, fields, decode);
    return object;
  };

  try {
    return decode(json);
  } catch (error) {
    // A pattern or a number that JavaScript refuses.
    throw error instanceof SyntaxError ? new NotTagged(error.message) : error;
  }
};
