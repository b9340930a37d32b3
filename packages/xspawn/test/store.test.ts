import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCapture } from '../src/each/output/capture.ts';
import { IN_MEMORY, openStore } from '../src/output/store.ts';

const MB = 1 << 20;

/** Bytes that differ, so that a piece in the wrong place shows. */
const pattern = (length: number, from: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (from + at) % 251));

test('bytes come out as they went in, whatever the order of the two', () => {
  const step = fc.oneof(
    fc.record({ add: fc.oneof(fc.nat(20), fc.constantFrom(MB / 4, MB - 1, MB, MB + 1)) }),
    fc.record({ take: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(MB)) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const store = openStore();
      let model = Buffer.alloc(0);
      for (const one of steps) {
        if ('add' in one) {
          const bytes = pattern(one.add, one.add * 7);
          store.add(bytes);
          model = Buffer.concat([model, bytes]);
          bytes.fill(0); // whoever read them uses that memory again
        } else {
          const bytes = store.take(one.take);
          expect(bytes.length).toBeLessThanOrEqual(one.take);
          expect(bytes.length > 0).toBe(model.length > 0);
          expect(bytes.equals(model.subarray(0, bytes.length))).toBe(true);
          model = model.subarray(bytes.length);
        }
        expect(store.size()).toBe(model.length);
      }
      store.clear();
      expect([store.size(), store.take(1).length]).toEqual([0, 0]);
    }),
    { numRuns: 40 },
  );
});

test('what does not fit into memory is in a file that has no name', () => {
  const names = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`xspawn-`));
  const before = names();
  const store = openStore();
  for (let index = 0; index < 8; index += 1) store.add(pattern(IN_MEMORY, index));
  expect(store.size()).toBe(8 * IN_MEMORY);
  expect(names()).toEqual(before);
  store.clear();
});

test('whether all is UTF-8 is known, wherever it is cut', () => {
  const text = Buffer.from('aé漢😀z');
  for (let cut = 0; cut <= text.length; cut += 1) {
    const capture = openCapture(true);
    capture.add(text.subarray(0, cut));
    expect(capture.isText()).toBe(!text.subarray(0, cut).toString().includes('\ufffd'));
  }
  const halves = openCapture(true);
  for (const byte of text) halves.add(Buffer.from([byte]));
  expect(halves.isText()).toBe(true);
  halves.add(Buffer.from([0xff]));
  expect(halves.isText()).toBe(false);
  halves.clear();
  expect([halves.isText(), halves.total()]).toEqual([true, 0]);
});
