import { expect, test } from 'vitest';
import type { Entry, Problem } from '../src/up/entry.ts';
import { withPorts } from '../src/up/ports.ts';
import { readProcfile } from '../src/up/procfile.ts';

const entry = (name: string, command: string, place: string): Entry => ({
  name,
  command: command.split(' '),
  given: new Map(),
  place,
});

test.each<[string, readonly Entry[]]>([
  ['web: node server.js', [entry('web', 'node server.js', '1')]],
  [
    'web: node server.js\nworker: node worker.js\n',
    [entry('web', 'node server.js', '1'), entry('worker', 'node worker.js', '2')],
  ],
  ['# the shop\n\n  # more\nweb:node server.js\n\n', [entry('web', 'node server.js', '4')]],
  [
    'web: node server.js\r\nworker: node worker.js\r\n',
    [entry('web', 'node server.js', '1'), entry('worker', 'node worker.js', '2')],
  ],
  ['web :  node server.js  ', [entry('web', 'node server.js', '1')]],
  ['my-web_2: node a:b', [entry('my-web_2', 'node a:b', '1')]],
  ['9: node server.js', [entry('9', 'node server.js', '1')]],
  ['', []],
  ['# nothing', []],
])('%j', (text, entries) => {
  expect(readProcfile(text)).toEqual({ entries, problems: [] });
});

test.each<[string, readonly Partial<Problem>[]]>([
  ['web node', [{ place: '1', about: '', message: 'expected NAME: COMMAND' }]],
  ['a: b\n\nSECRET=x\nc: d', [{ place: '3', message: 'expected NAME: COMMAND' }]],
  ['web:', [{ place: '1' }]],
  ['web: ', [{ place: '1' }]],
  ['w eb: x', [{ place: '1' }]],
  ['web.1: x', [{ place: '1' }]],
  ['_web: x', [{ place: '1', about: '_web', message: expect.stringMatching(/^expected a name of at most 64/) }]],
  [`${'w'.repeat(65)}: x`, [{ place: '1', message: expect.stringMatching(/^expected a name of at most 64/) }]],
  ['web: a\nother: b\nweb: c', [{ place: '3', about: 'web', message: 'it is there already, in line 1' }]],
  [`web: it's`, [{ place: '1', about: 'web', message: 'expected a command line whose quotes are closed' }]],
  ['a\nb', [{ place: '1' }, { place: '2' }]],
])('%j is told, and what stands there is not repeated', (text, problems) => {
  expect(readProcfile(text).problems).toEqual(problems.map((problem) => expect.objectContaining(problem)));
});

const three = readProcfile('a: x\nb: x\nc: x').entries;
const ports = (base: string | undefined): readonly unknown[] =>
  withPorts(three, base).map(({ given }) => given.get('env'));

test.each([
  [undefined, [['PORT=5000'], ['PORT=5100'], ['PORT=5200']]],
  ['3000', [['PORT=3000'], ['PORT=3100'], ['PORT=3200']]],
  ['0', [['PORT=0'], ['PORT=100'], ['PORT=200']]],
])('from the port %s on', (base, expected) => {
  expect(ports(base)).toEqual(expected);
});

test.each(['', 'tcp://1', '65400', '-1', '1.5'])('the port %j is told', (base) => {
  expect(() => ports(base)).toThrow(/^PORT: expected the port of the first entry/);
});
