import { expect, test } from 'vitest';
import { internalMessage, internalMessageIn, isRetransmission } from '../../src/channel/internal.ts';

const CASES: readonly (readonly [unknown, boolean])[] = [
  [{ cmd: 'NODE_HANDLE' }, true],
  [{ cmd: 'NODE_x', more: 1 }, true],
  [{ cmd: 'NODE_' }, false],
  [{ cmd: 'node_x' }, false],
  [{ cmd: ['NODE_x'] }, false],
  [{ message: { cmd: 'NODE_x' } }, false],
  ['NODE_x', false],
  [null, false],
];

test.each(CASES)('whether Node keeps %j for itself: %s', (message, isInternal) => {
  expect(internalMessage(message) !== undefined).toBe(isInternal);
  expect(internalMessageIn(Buffer.from(JSON.stringify(message))) !== undefined).toBe(isInternal);
});

test('letters may be written as escapes', () => {
  expect(internalMessageIn(Buffer.from('{"\\u0063md":"\\u004EODE_x"}'))).toEqual({ cmd: 'NODE_x' });
});

test('a handle that is sent once more comes with the message that sent it before', () => {
  const first = { cmd: 'NODE_HANDLE', type: 'net.Socket', msg: { a: 1 } };
  expect(isRetransmission(first)).toBe(false);
  expect(isRetransmission({ cmd: 'NODE_HANDLE', type: 'net.Native', msg: first })).toBe(true);
});
