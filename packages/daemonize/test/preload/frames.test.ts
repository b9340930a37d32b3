import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followFrames } from '../../src/preload/frames.ts';

const RESPONSE = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n');

const frame = (size: number): Buffer => {
  const head =
    size < 126
      ? [0x81, size]
      : size < 65_536
        ? [0x82, 126, size >> 8, size & 255]
        : [0x82, 127, 0, 0, 0, 0, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  return Buffer.concat([Uint8Array.from(head), Buffer.alloc(size, 0x88)]);
};

const sizes = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(0, 125, 126, 127, 65_535, 65_536, 70_000)), {
  maxLength: 6,
});

test('a frame may come in between exactly where one has ended, however the bytes were written', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90_000 }))),
      (all, cuts) => {
        const parts = [RESPONSE, ...all.map(frame)];
        const bytes = Buffer.concat(parts);
        const ends = new Set(parts.map((_, index) => Buffer.concat(parts.slice(0, index + 1)).length));
        const frames = followFrames();
        let at = 0;
        for (const cut of cuts) {
          if (at >= bytes.length) break;
          frames.follow(bytes.subarray(at, at + cut));
          at = Math.min(at + cut, bytes.length);
          expect([at, frames.isBetween]).toEqual([at, ends.has(at)]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('what was not upgraded to a WebSocket has no frames', () => {
  for (const head of [
    'HTTP/1.1 401 No\r\nUpgrade: websocket\r\n\r\n',
    'HTTP/1.1 101 Yes\r\nUpgrade: tcp\r\n\r\n',
    'x'.repeat(70_000),
  ]) {
    const frames = followFrames();
    frames.follow(Buffer.from(head));
    frames.follow(frame(3));
    expect(frames.isBetween).toBe(false);
  }
});
