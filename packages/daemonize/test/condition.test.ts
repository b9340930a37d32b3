import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeCondition, type ReadyCondition, readCondition } from '../src/ready/condition.ts';

test.each<[string, ReadyCondition]>([
  ['port:3000', { type: 'port', host: null, port: 3000 }],
  ['port:127.0.0.1:3000', { type: 'port', host: '127.0.0.1', port: 3000 }],
  ['port:[::1]:65535', { type: 'port', host: '::1', port: 65_535 }],
  ['port:::1:1', { type: 'port', host: '::1', port: 1 }],
  ['port:0.0.0.0:80', { type: 'port', host: '0.0.0.0', port: 80 }],
  ['port:[::]:80', { type: 'port', host: '::', port: 80 }],
  ['port:*:80', { type: 'port', host: '*', port: 80 }],
  ['port:localhost:80', { type: 'port', host: 'localhost', port: 80 }],
  ['http://localhost:3000/health?x=1', { type: 'http', url: 'http://localhost:3000/health?x=1' }],
  ['https://[::1]/', { type: 'http', url: 'https://[::1]/' }],
  ['log:/listening on \\d+/i', { type: 'log', source: 'listening on \\d+', flags: 'i' }],
  ['log:ready', { type: 'log', source: 'ready', flags: '' }],
  ['log:/a/b/c/', { type: 'log', source: 'a/b/c', flags: '' }],
  ['log:/two\nlines/su', { type: 'log', source: 'two\nlines', flags: 'su' }],
  ['fd:3', { type: 'fd', descriptor: 3 }],
  ['fd:999', { type: 'fd', descriptor: 999 }],
  ['ipc', { type: 'ipc' }],
  ['notify', { type: 'notify' }],
  ['exec:curl -f "http://x y"', { type: 'exec', command: 'curl -f "http://x y"' }],
])('%s', (text, condition) => {
  expect(readCondition(text)).toEqual(condition);
});

test.each([
  ...['', 'port', 'port:', 'port:0', 'port:65536', 'port:x', 'port:-1', 'port:3000x', 'port: 80', 'port:1e3'],
  ...['port:example.org:80', 'port:myhost:80', 'port:abc:80', 'port:localhost.:80'],
  ...[
    'http://',
    'http:',
    'ftp://x',
    'log:',
    'log://',
    'log:/(/',
    'log:/x/q',
    'log:/x/ii',
    'fd:',
    'fd:2',
    'fd:x',
    'fd:1000',
  ],
  ...['exec:', 'exec: ', 'ipc:', 'IPC', 'notify:x', 'constructor:x', '__proto__:x', 'toString', 'tcp:80'],
])('%j is no condition', (text) => {
  expect(readCondition(text)).toBeUndefined();
});

const condition: fc.Arbitrary<ReadyCondition> = fc.oneof(
  fc.record({
    type: fc.constant('port' as const),
    host: fc.oneof(fc.constant(null), fc.ipV4(), fc.ipV6(), fc.constantFrom('localhost', '*')),
    port: fc.integer({ min: 1, max: 65_535 }),
  }),
  fc.record({ type: fc.constant('http' as const), url: fc.webUrl({ withQueryParameters: true }) }),
  fc.record({
    type: fc.constant('log' as const),
    source: fc.string({ minLength: 1 }).filter((source) => readCondition(`log:/${source}/`) !== undefined),
    flags: fc.subarray(['i', 'm', 's', 'y']).map((flags) => flags.join('')),
  }),
  fc.record({ type: fc.constant('fd' as const), descriptor: fc.integer({ min: 3, max: 999 }) }),
  fc.record({ type: fc.constantFrom('ipc' as const, 'notify' as const) }),
  fc.record({ type: fc.constant('exec' as const), command: fc.string().filter((text) => text.trim() !== '') }),
);

test('what a condition is described as, is read as that condition', () => {
  fc.assert(
    fc.property(condition, (given) => {
      expect(readCondition(describeCondition(given))).toEqual(given);
    }),
  );
});
