import { expect, test } from 'vitest';
import { handedFor, handedIn } from '../../src/preload/handed.ts';
import { askedBy } from '../../src/preload/request.ts';

test('SERVER_STARTER_PORT is read as Server::Starter writes it', () => {
  expect(handedIn('3000=3;127.0.0.1:3001=4;[::1]:3002=5;localhost:3003=6;/run/a=b:1.sock=7')).toEqual([
    { type: 'port', host: '', port: 3000, descriptor: 3 },
    { type: 'port', host: '127.0.0.1', port: 3001, descriptor: 4 },
    { type: 'port', host: '::1', port: 3002, descriptor: 5 },
    { type: 'port', host: 'localhost', port: 3003, descriptor: 6 },
    { type: 'path', path: '/run/a=b:1.sock', descriptor: 7 },
  ]);
  for (const text of ['', 'nonsense', '=3', '3000=', '3000=x']) expect(handedIn(text)).toEqual([]);
});

const chosen = (text: string, ...args: readonly unknown[]): number | undefined => {
  const asked = askedBy(args);
  return asked && handedFor(asked.request, handedIn(text))?.descriptor;
};

const noop = (): void => {};

test('listen() finds the socket in every form that names its port or path', () => {
  const one = '3000=3;/run/x.sock=4';
  for (const args of [
    [3000],
    ['3000'],
    [3000, noop],
    [3000, 'localhost', noop],
    [3000, '10.1.2.3', 100, noop],
    [3000, 100],
    [{ port: 3000 }],
    [{ port: '3000', host: '::', exclusive: true, reusePort: true }, noop],
  ])
    expect([args, chosen(one, ...args)]).toEqual([args, 3]);
  for (const args of [['/run/x.sock'], ['/run/y/../x.sock'], [{ path: '/run/x.sock', readableAll: true }]])
    expect([args, chosen(one, ...args)]).toEqual([args, 4]);
});

test('anything else is left to Node', () => {
  for (const args of [
    [],
    [noop],
    [0],
    [3001],
    ['3000x'],
    [{ fd: 3, port: 3000 }],
    [{ _handle: {}, port: 3000 }],
    [null],
    [Symbol('3000')],
    [{}],
    ['/run/other.sock'],
    [{ port: null, path: '/run/other.sock' }],
  ])
    expect([args, chosen('3000=3;/run/x.sock=4', ...args)]).toEqual([args, undefined]);
});

test('where a port was handed over for several hosts, the host decides', () => {
  const several = '127.0.0.1:3000=3;[::1]:3000=4;10.0.0.1:3000=5';
  const table: readonly (readonly [string | undefined, number | undefined])[] = [
    ['127.0.0.1', 3],
    ['::1', 4],
    ['10.0.0.1', 5],
    ['localhost', 3],
    ['10.0.0.2', undefined],
    [undefined, undefined],
  ];
  for (const [host, descriptor] of table)
    expect([host, chosen(several, { port: 3000, host })]).toEqual([host, descriptor]);
  expect(chosen('127.0.0.1:3000=3;0.0.0.0:3000=4', 3000)).toBe(4);
  expect(chosen('127.0.0.1:3000=3;3000=4', 3000, '10.9.9.9')).toBe(4);
});

test('the backlog, the signal and the callback are found where Node finds them', () => {
  const signal = new AbortController().signal;
  expect(askedBy([3000, 'localhost', 7, noop])).toMatchObject({ backlog: 7, callback: noop });
  expect(askedBy([3000, 7])).toMatchObject({ backlog: 7, callback: undefined });
  expect(askedBy([{ port: 3000, backlog: 9, signal }])).toMatchObject({ backlog: 9, signal });
  expect(askedBy([3000])).toMatchObject({ backlog: undefined, signal: undefined, callback: undefined });
});
