import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineSplitter } from '../src/output/lines.ts';

/** The text in pieces, cut where the numbers say. */
const cut = (bytes: Buffer, at: readonly number[]): readonly Buffer[] => {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

test('wherever the pieces are cut, the lines are the same', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r\n', 'é', '\n\n'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(), { maxLength: 12 }), (whole, at) => {
      const splitter = lineSplitter();
      const lines = cut(Buffer.from(whole), at).flatMap((piece) => splitter.push(piece).map(String));
      const rest = splitter.rest()?.toString();
      expect(lines).toEqual(whole.match(/[^\n]*\n/g) ?? []);
      expect(rest ?? '').toBe(/[^\n]*$/.exec(whole)?.[0]);
      expect(splitter.rest()).toBeUndefined();
    }),
  );
});
