// Inputs as the tests make them: any bytes but NUL, the awkward ones more often.
import fc from 'fast-check';
import type { Bytes } from '../../src/bytes.ts';

const AWKWARD = [...' \t\n\r\'"\\$`!*?[]{}()<>|&;#~=%^-./:,@+0aZ\x01\x7f\x80\xe9\xff'];

export const bytes = (maxLength = 20): fc.Arbitrary<Bytes> =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...AWKWARD) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) },
      ),
      { maxLength },
    )
    .map((characters) => characters.join(''));
