import { expect, test } from 'vitest';
import { describeAddress, readAddress } from '../src/crew/address.ts';

test.each([
  ['3000', { type: 'port', host: null, port: 3000 }, '3000'],
  ['0', { type: 'port', host: null, port: 0 }, '0'],
  ['*:80', { type: 'port', host: null, port: 80 }, '80'],
  ['127.0.0.1:3000', { type: 'port', host: '127.0.0.1', port: 3000 }, '127.0.0.1:3000'],
  ['localhost:3000', { type: 'port', host: '127.0.0.1', port: 3000 }, '127.0.0.1:3000'],
  ['[::1]:3000', { type: 'port', host: '::1', port: 3000 }, '[::1]:3000'],
  ['/run/x.sock', { type: 'path', path: '/run/x.sock' }, '/run/x.sock'],
  ['./x.sock', { type: 'path', path: './x.sock' }, './x.sock'],
])('%s is an address', (text, address, described) => {
  expect(readAddress(text)).toEqual(address);
  expect(describeAddress(readAddress(text) ?? expect.fail('no address'))).toBe(described);
});

test.each([
  '',
  'x',
  'x.sock',
  '65536',
  '-1',
  'example.org:80',
  '3000:',
  ':3000',
  '1.2.3.4',
  '/run/',
  '80 ',
  '1:2:3',
  '1.2.3:4',
  '256.0.0.1:80',
])('%j is none', (text) => {
  expect(readAddress(text)).toBeUndefined();
});
