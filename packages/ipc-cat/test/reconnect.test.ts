import { Failure } from '@proctools/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PartlyWritten } from '../src/bytes/exact-writer.ts';
import { delayMs, isPassing, reasonFor } from '../src/endpoints/reconnect/backoff.ts';
import { leftOf } from '../src/endpoints/reconnect/line-writer.ts';
import { batchOf, packedBatch } from '../src/frames/batch.ts';

test('each wait lies between the two bounds, and the upper doubles', () => {
  const backoff = { firstMs: 1_000, mostMs: 30_000 };
  const ceilings = [0, 1, 2, 3, 4, 5, 99].map((tries) => delayMs(tries, backoff, 1));
  expect(ceilings).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.nat(1e6),
      fc.nat(1e6),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tries, first, more, random) => {
        const delay = delayMs(tries, { firstMs: first, mostMs: first + more }, random);
        expect(delay).toBeGreaterThanOrEqual(first);
        expect(delay).toBeLessThanOrEqual(first + more);
      },
    ),
  );
});

const failed = (code: string) =>
  new Failure(1, 'cannot connect', { cause: Object.assign(new Error(`connect ${code}`), { code }) });

test.each([
  ['ECONNREFUSED', true],
  ['ENOENT', true],
  ['ECONNRESET', true],
  ['ETIMEDOUT', true],
  ['EHOSTUNREACH', true],
  ['EAI_AGAIN', true],
  ['EAGAIN', true],
  ['EACCES', false],
  ['ENOTSOCK', false],
])('%s is tried again: %s', (code, isTried) => {
  expect(isPassing(failed(code))).toBe(isTried);
  expect(reasonFor(failed(code))).toBe(`connect ${code}`);
});

test('a Failure without a system error is not tried again', () => {
  expect(isPassing(new Failure(1, 'the path is too long'))).toBe(false);
});

const lines = (...words: readonly string[]) =>
  packedBatch({ framing: 'lines', bytes: Buffer.from(words.map((word) => `${word}\n`).join('')) }, words.length, () =>
    words.map((word) => Buffer.from(word)),
  );

const broken = (accepted: number) => new PartlyWritten(accepted, new Error('EPIPE'));

test('bytes go on where they were', () => {
  expect(leftOf(Buffer.from('abcdef'), broken(4), undefined)).toEqual({ rest: Buffer.from('ef'), again: 0 });
});

test.each([
  [0, ['a', 'bb', 'c'], 0],
  [1, ['a', 'bb', 'c'], 1],
  [2, ['bb', 'c'], 0],
  [4, ['bb', 'c'], 1],
  [5, ['c'], 0],
])('of the lines a, bb and c, with %i bytes accepted %j are written again', (accepted, expected, again) => {
  const left = leftOf(lines('a', 'bb', 'c'), broken(accepted), 'lines');
  expect('payloads' in left.rest ? left.rest.payloads.map(String) : left.rest).toEqual(expected);
  expect(left.again).toBe(again);
});

test('where nobody knows what was accepted, all messages are written again, and told', () => {
  const batch = batchOf([Buffer.from('a'), Buffer.from('b')]);
  expect(leftOf(batch, new Error('closed'), undefined)).toEqual({ rest: batch, again: 2 });
  expect(leftOf(batch, broken(3), 'lines')).toEqual({ rest: batch, again: 2 });
  expect(leftOf(batch, broken(0), 'lines')).toEqual({ rest: batch, again: 0 });
});
