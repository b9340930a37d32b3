import { isFailure } from '@proctools/core';
import { expect, test } from 'vitest';
import { type Options, planRun } from '../../src/plan.ts';

const defaults = { maxFrame: 16 << 20, quiet: false, verbose: false } as Options;

const plan = (operands: readonly string[], options: Partial<Options>) =>
  planRun({ ...defaults, ...options }, operands, 'data');

const reply = (operands: readonly string[], options: Partial<Options> = {}) =>
  plan(operands, { reply: 'sh run.sh', ...options });

const request = (operands: readonly string[], options: Partial<Options> = {}) =>
  plan(operands, { request: true, ...options });

const refusalOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    if (isFailure(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
};

test('messages of one address go through the command, one at a time, as lines', () => {
  expect(reply(['unix:./s'])).toMatchObject({
    type: 'reply',
    address: { name: 'unix:./s' },
    isListener: false,
    sink: undefined,
    hasWayBack: true,
    framing: 'lines',
    command: ['sh', 'run.sh'],
    jobs: { each: 1, all: 1 },
    ackAfter: 'exit',
  });
});

test.each([
  [['redis://localhost?stream=s&group=g'], { hasWayBack: false, framing: 'lines', isListener: false }],
  [['nats://localhost?stream=s&durable=d'], { hasWayBack: false, framing: 'lines' }],
  [['file:jobs'], { hasWayBack: false }],
  [['fork:worker.js'], { hasWayBack: true, framing: 'json' }],
  [['unix-listen:./s'], { isListener: true, jobs: { each: 1, all: 64 } }],
  [['tcp-listen:0'], { isListener: true }],
  [['redis://localhost?list=a', 'redis://localhost?list=b'], { sink: { name: 'redis://localhost?list=b' } }],
  [['-', '-'], { sink: undefined }],
])('--reply %j', (operands, expected) => {
  expect(reply(operands)).toMatchObject(expected);
});

test('--frame raw is one message a connection', () => {
  expect(reply(['unix-listen:./s'], { frame: 'raw' })).toMatchObject({ framing: undefined });
});

test('--jobs counts for one source, and for all together', () => {
  expect(reply(['unix-listen:./s'], { jobs: 3 })).toMatchObject({ jobs: { each: 3, all: 3 } });
});

test.each([
  [() => reply(['unix:./a', 'unix:./b', 'unix:./c']), '2 --reply takes the address that messages come from'],
  [() => reply(['unix-listen:./a', 'unix:./b']), '2 --reply: unix-listen:./a answers each of its connections'],
  [() => reply(['unix:./a', 'unix-listen:./b']), '2 --reply: answers cannot go to unix-listen:./b'],
  [() => reply(['unix:./a'], { once: true }), '2 --once: nobody connects to unix:./a'],
  [() => reply(['unix:./a'], { hub: true }), '2 --reply does not go with --hub'],
  [() => reply(['unix:./a'], { reply: "'a" }), '2 --reply: a quote is not closed'],
  [() => reply(['redis://h?list=l'], { frame: 'raw' }), '2 --frame raw: redis://h?list=l has messages'],
  [() => plan(['unix:./a'], { jobs: 2 }), '2 --jobs goes with --reply'],
  [() => plan(['unix:./a'], { ackAfter: 'exit' }), '2 --ack-after exit goes with --reply'],
  [() => request(['unix:./a', 'unix:./b']), '2 --request takes one address'],
  [() => request(['-']), '2 --request: -: nobody is there to be asked'],
  [() => request(['fifo:./f']), '2 --request: fifo:./f: it has one direction'],
  [() => request(['redis://h?list=l']), '2 --request: redis://h?list=l: Redis has no requests'],
  [() => request(['nats://h/s?stream=s']), '2 --request: nats://h/s?stream=s: a stream stores messages'],
  [() => request(['unix:./a'], { reply: 'cat' }), '2 --request does not go with --reply'],
  [() => request(['unix:./a'], { count: 2 }), '2 --request does not go with --count'],
])('%s is wrong usage', (make, words) => {
  expect(refusalOf(make)).toContain(words);
});

test('a request asks one address, in lines unless it is said otherwise', () => {
  expect(request(['unix:./s'])).toEqual({
    type: 'request',
    address: expect.objectContaining({ name: 'unix:./s' }),
    framing: 'lines',
    isRead: true,
    isWhole: false,
  });
  expect(request(['unix:./s', '-'], { frame: 'raw' })).toMatchObject({ framing: undefined });
  expect(request(['ws://localhost'])).toMatchObject({ framing: 'lines', isWhole: true });
  expect(request(['fork:worker.js'])).toMatchObject({ framing: 'json' });
});
