import fc from 'fast-check';
import { expect, test } from 'vitest';
import { progressOf } from '../../src/channel/take-exactly.ts';
import { wholeFrames } from '../../src/channel/whole-frames.ts';
import { batchOf } from '../../src/frames/batch.ts';
import { pack } from '../../src/frames/pack.ts';

const text = fc.string({ maxLength: 40 }).map((value) => Buffer.from(JSON.stringify(value)));
const framing = fc.constantFrom<'json' | 'length'>('json', 'length');

test('pieces for a channel are whole frames, no larger than they may be, and together all of it', () => {
  const property = fc.property(fc.array(text, { minLength: 1 }), framing, (payloads, kind) => {
    const frames = payloads.map((payload) => pack(batchOf([payload]), kind).bytes);
    const bytes = Buffer.concat(frames);
    const pieces = wholeFrames(bytes, kind, 50);
    const ends = frames.map((_, index) => frames.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      at += piece.length;
      if (!ends.includes(at)) return false;
      if (piece.length > 50 && !frames.some(({ length }) => length === piece.length)) return false;
    }
    return Buffer.concat(pieces).equals(bytes);
  });
  fc.assert(property);
});

test('who follows a message knows its end, and never asks for a byte of the next', () => {
  const property = fc.property(fc.array(text, { minLength: 1 }), framing, fc.nat(7), (payloads, kind, most) => {
    const progress = progressOf(kind);
    const bytes = Buffer.concat(payloads.map((payload) => pack(batchOf([payload]), kind).bytes));
    const taken: string[] = [];
    for (let from = 0, at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + Math.min(progress.wanted(), most + 1));
      at += piece.length;
      if (!progress.took(piece)) continue;
      taken.push(bytes.subarray(from, at).toString());
      from = at;
    }
    expect(taken).toEqual(payloads.map((payload) => pack(batchOf([payload]), kind).bytes.toString()));
  });
  fc.assert(property);
});
