import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Piece, spool } from '../src/output/spool.ts';

const piece = fc.record({
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  bytes: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
});

test('what was put in comes out in order, however little of it is kept in memory', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(200), (pieces, inMemory) => {
      const kept = spool(inMemory);
      for (let turn = 0; turn < 2; turn += 1) {
        for (const one of pieces) kept.add(one as Piece);
        expect([...kept.drain()]).toEqual(pieces);
        expect([...kept.drain()]).toEqual([]);
      }
    }),
  );
});
