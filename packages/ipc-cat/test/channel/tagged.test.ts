import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTagged } from '../../src/channel/tagged/decode.ts';
import { encodeTagged } from '../../src/channel/tagged/encode.ts';
import { deserialize, serialize } from '../../src/channel/v8-values.ts';

const there = (value: unknown): string => encodeTagged(value);
const back = (text: string): unknown => decodeTagged(JSON.parse(text));
const thereAndBack = (value: unknown): unknown => back(there(value));

/** Some Nodes hold that a Date that is none differs from itself, and follow the causes of errors in circles. */
const isSame = (one: unknown, other: unknown): boolean =>
  serialize(one).equals(serialize(other)) || isDeepStrictEqual(one, other);

const cyclic = (): unknown => {
  const map = new Map<unknown, unknown>();
  const value = { list: [1, map], map, self: undefined as unknown };
  value.self = value;
  map.set('all', value).set(map, map);
  return value;
};

const withHoles = (): unknown => {
  const array: unknown[] & { more?: unknown } = [1];
  array[2] = undefined;
  array.length = 5;
  array.more = new Set([array]);
  return array;
};

const withCause = (): Error => {
  const error = new TypeError('outer', { cause: new RangeError('inner') });
  Object.defineProperty(error.cause, 'cause', { value: error });
  return error;
};

/** How each kind is written. */
const WORDS: readonly (readonly [string, unknown, string])[] = [
  ['undefined', undefined, '{"$undefined":true}'],
  ['NaN', Number.NaN, '{"$number":"NaN"}'],
  ['-0', -0, '{"$number":"-0"}'],
  ['bigint', 12345678901234567890n, '{"$bigint":"12345678901234567890"}'],
  ['Date', new Date(0), '{"$date":"1970-01-01T00:00:00.000Z"}'],
  ['no Date', new Date(Number.NaN), '{"$date":null}'],
  ['RegExp', /a\/b/giu, '{"$regexp":{"source":"a\\\\/b","flags":"giu"}}'],
  ['Map', new Map<unknown, unknown>([['a', 1n]]), '{"$map":[["a",{"$bigint":"1"}]]}'],
  ['Set', new Set([1, 'a']), '{"$set":[1,"a"]}'],
  ['Buffer', Buffer.from('hi'), '{"$bytes":"aGk="}'],
  ['Uint16Array', new Uint16Array([1, 2]), '{"$view":"Uint16Array","$base64":"AQACAA=="}'],
  ['ArrayBuffer', new Uint8Array([1, 2, 3]).buffer, '{"$arraybuffer":"AQID"}'],
  ['boxed', Object(-0), '{"$boxed":{"$number":"-0"}}'],
  ['$-keys', { $map: 1, $$x: 2, $: 3, x: { $id: 4 } }, '{"$$map":1,"$$$x":2,"$$":3,"x":{"$$id":4}}'],
  ['sparse', Object.assign([], { 1: 1 }), '{"$sparse":[[1,1]],"$length":2}'],
];

test.each(WORDS)('%s has a word in JSON, and back', (_, value, words) => {
  expect(there(value)).toBe(words);
  expect(isSame(back(words), value)).toBe(true);
});

const MORE: Readonly<Record<string, unknown>> = {
  infinities: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  views: [
    new Int8Array([-1]),
    new Uint8Array([1]),
    new Uint8ClampedArray([1]),
    new Int16Array([-2]),
    new Int32Array([-3]),
    new Uint32Array([3]),
    new Float32Array([1.5, Number.NaN]),
    new Float64Array([1.5, -0]),
    new BigInt64Array([-1n]),
    new BigUint64Array([1n]),
    new DataView(new Uint8Array([1, 2]).buffer),
    Buffer.alloc(0),
  ],
  boxes: [Object('text'), Object(true), Object(1n)],
  cycles: cyclic(),
  holes: withHoles(),
  'an error with a cause that leads back': withCause(),
  errors: [new EvalError('a'), new ReferenceError('b'), new SyntaxError('c'), new URIError('d'), new Error('e')],
  prototypes: JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
  'lone surrogates': '\ud800 \udc00 \u2028 \n',
  'a long array with one element': Object.assign([], { 4294967294: 1 }),
};

test.each(Object.entries(MORE))('%s are the same there and back', (_, value) => {
  expect(isSame(thereAndBack(value), value)).toBe(true);
});

test('what was shared is shared again', () => {
  const one = { a: 1 };
  const [first, second] = thereAndBack([one, one]) as readonly object[];
  expect(first).toBe(second);
});

test('a resizable ArrayBuffer can still grow', () => {
  const most = { maxByteLength: 8 };
  const buffer = new (ArrayBuffer as unknown as new (length: number, most: object) => ArrayBuffer)(2, most);
  expect(thereAndBack(buffer)).toMatchObject({ byteLength: 2, maxByteLength: 8, resizable: true });
});

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withNullPrototype: true,
  key: fc.oneof(
    fc.string(),
    fc.string().map((text) => `$${text}`),
    fc.constantFrom('$id', '$ref', '$map', '__proto__'),
  ),
});

test('whatever comes out of a channel is the same there and back', () => {
  const property = fc.property(anything, (any) => {
    const value = deserialize(serialize(any));
    const text = there(value);
    return !text.includes('\n') && isSame(back(text), value);
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('no JSON crashes the way back: it is a value, or it is refused as not tagged', () => {
  const keys = fc.constantFrom(
    '$map',
    '$set',
    '$id',
    '$ref',
    '$view',
    '$base64',
    '$date',
    '$error',
    '$sparse',
    '$length',
    '$bigint',
    '$regexp',
    'a',
  );
  const property = fc.property(
    fc.jsonValue({ depthSize: 'medium' }),
    fc.dictionary(keys, fc.jsonValue()),
    (one, two) => {
      for (const json of [one, two, { $map: [[one, two]] }]) {
        try {
          decodeTagged(json);
        } catch (error) {
          if ((error as Error).name !== 'NotTagged') throw error;
        }
      }
    },
  );
  fc.assert(property, { numRuns: 1_000 });
});

const REFUSED = [
  '{"$set":{"a":1}}',
  '{"$ref":1}',
  '{"$other":1}',
  '{"$map":[[1]]}',
  '{"$bigint":"x"}',
  '{"$date":"a","b":1}',
];

test.each(REFUSED)('%s is no tagged JSON', (text) => {
  expect(() => back(text)).toThrow(expect.objectContaining({ name: 'NotTagged' }));
});
