/**
 * Values that JSON has no words for, as JSON that can be turned back: `{"$map":[["a",1]]}`. What is not plain is an object with
 * one key that begins with `$`; keys of the user's that begin so get one more. What is met more than once carries `$id`, and
 * is `{"$ref":1}` the next time; so cycles are no matter.
 */
import { types } from 'node:util';
import { base64Of, nameOfView } from './typed-arrays.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** An object's own properties but these. Elements of an array count as properties, too. */
const ownEntries = (value: object, isLeftOut: (key: string) => boolean = () => false) =>
  Object.keys(value)
    .filter((key) => !isLeftOut(key))
    .map((key) => [key, (value as Readonly<Record<string, unknown>>)[key]] as const);

const isIndex = (key: string): boolean => /^(0|[1-9]\d*)$/.test(key) && Number(key) < 2 ** 32 - 1;

const ERROR_PARTS = ['message', 'stack', 'cause'] as const;

const partsOfError = (error: Error): readonly (readonly [string, unknown])[] =>
  ERROR_PARTS.filter((part) => Object.hasOwn(error, part)).map((part) => [part, error[part]]);

/** What is met when a value is walked through: its parts. */
const partsOf = (value: object): readonly unknown[] => {
  if (types.isMap(value)) return [...value].flat();
  if (types.isSet(value)) return [...value];
  if (types.isNativeError(value)) return partsOfError(value).map(([, part]) => part);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return [];
  if (types.isDate(value) || types.isRegExp(value) || types.isBoxedPrimitive(value)) return [];
  return ownEntries(value).map(([, part]) => part);
};

/** What is met more than once. Not by recursion: nothing says how deep it goes. */
const sharedIn = (value: unknown): ReadonlySet<object> => {
  const seen = new Set<object>();
  const shared = new Set<object>();
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (!isObject(next)) continue;
    if (seen.has(next)) shared.add(next);
    else {
      seen.add(next);
      for (const part of partsOf(next)) open.push(part);
    }
  }
  return shared;
};

const primitive = (value: unknown): Json => {
  switch (typeof value) {
    case 'undefined':
      return { $undefined: true };
    case 'bigint':
      return { $bigint: String(value) };
    case 'number':
      if (Object.is(value, -0)) return { $number: '-0' };
      return Number.isFinite(value) ? value : { $number: String(value) };
    default:
      return value as string | boolean | null;
  }
};

/** `__proto__` is a key like others here. */
const objectOf = (entries: Iterable<readonly [string, Json]>): Json => Object.fromEntries(entries);

const escaped = (key: string): string => (key.startsWith('$') ? `$${key}` : key);

type Encode = (value: unknown) => Json;

const record = (entries: readonly (readonly [string, unknown])[], encode: Encode): Json =>
  objectOf(entries.map(([key, part]) => [escaped(key), encode(part)]));

/** An array with holes, or with properties: its elements have their places with them. */
const oddArray = (array: readonly unknown[], encode: Encode): Record<string, Json> => {
  const also = ownEntries(array, isIndex);
  const elements = ownEntries(array, (key) => !isIndex(key));
  return {
    $sparse: elements.map(([key, element]) => [Number(key), encode(element)]),
    $length: array.length,
    ...(also.length > 0 ? { $also: record(also, encode) } : {}),
  };
};

const bytes = (value: ArrayBufferView | ArrayBuffer): Record<string, Json> => {
  if (Buffer.isBuffer(value)) return { $bytes: base64Of(value) };
  if (ArrayBuffer.isView(value)) return { $view: nameOfView(value), $base64: base64Of(value) };
  const { maxByteLength, resizable } = value as { readonly maxByteLength?: number; readonly resizable?: boolean };
  return { $arraybuffer: base64Of(value), ...(resizable ? { $most: maxByteLength ?? value.byteLength } : {}) };
};

/** Undefined for what is a plain object or array. */
const tagged = (value: object, encode: Encode): Record<string, Json> | undefined => {
  if (types.isMap(value)) return { $map: [...value].map(([key, one]) => [encode(key), encode(one)]) };
  if (types.isSet(value)) return { $set: [...value].map(encode) };
  if (types.isDate(value)) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (types.isRegExp(value)) return { $regexp: { source: value.source, flags: value.flags } };
  if (types.isBoxedPrimitive(value)) return { $boxed: encode(value.valueOf()) };
  if (types.isNativeError(value))
    return { $error: { name: value.name, ...(record(partsOfError(value), encode) as object) } };
  if (ArrayBuffer.isView(value) || types.isArrayBuffer(value)) return bytes(value);
  if (Array.isArray(value) && Object.keys(value).length !== value.length) return oddArray(value, encode);
  return Array.isArray(value) && !isDense(value) ? oddArray(value, encode) : undefined;
};

/** As many properties as elements may be holes and properties. */
const isDense = (array: readonly unknown[]): boolean =>
  array.length === 0 || Object.keys(array).at(-1) === String(array.length - 1);

/** The value as JSON, in one line. Throws a RangeError for what lies too deep for JavaScript to walk through. */
export const encodeTagged = (value: unknown): string => {
  const shared = sharedIn(value);
  const ids = new Map<object, number>();
  const encode: Encode = (one) => {
    if (!isObject(one)) return primitive(one);
    const id = ids.get(one);
    if (id !== undefined) return { $ref: id };
    if (shared.has(one)) ids.set(one, ids.size + 1);
    const marked = shared.has(one) ? { $id: ids.size } : undefined;
    const special = tagged(one, encode);
    if (special) return { ...marked, ...special };
    if (!Array.isArray(one)) {
      const plain = record(ownEntries(one), encode) as Readonly<Record<string, Json>>;
      return marked ? objectOf([...Object.entries(marked), ...Object.entries(plain)]) : plain;
    }
    const elements = one.map(encode);
    return marked ? { ...marked, $array: elements } : elements;
  };
  return JSON.stringify(encode(value));
};
