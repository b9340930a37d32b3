import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHead } from '../src/script/head.ts';
import { NODE } from '../src/script/interpreter.ts';

const read = (text: string) => readHead(Buffer.from(text));

/** A first line, what it says runs the script, and what is wrong with it. */
const LINES: readonly (readonly [line: string, words: readonly string[], ...faults: string[]])[] = [
  ['#!/usr/bin/env node', ['node']],
  ['#! /usr/bin/env   node  ', ['node']],
  ['#!/usr/bin/node', ['/usr/bin/node']],
  ['#!/bin/sh -e', ['/bin/sh', '-e']],
  ['#!/bin/sh -e -u', ['/bin/sh', '-e -u']],
  ['#!/usr/bin/env -S node --no-warnings', ['node', '--no-warnings']],
  ['#!/usr/bin/env --split-string=node --no-warnings', ['node', '--no-warnings']],
  ['#!/usr/bin/env -S A="b c" node', ['/usr/bin/env', '-S', 'A="b c" node']],
  ['#!/usr/bin/env node --no-warnings', ['node', '--no-warnings'], 'env-options'],
  ['#!/usr/bin/env A=1 node', ['/usr/bin/env', 'A=1', 'node'], 'env-options'],
  ['#!/usr/bin/env -i node', ['/usr/bin/env', '-i', 'node'], 'env-options'],
  ['#!node', ['node'], 'bare-interpreter'],
  ['#!node --x', ['node', '--x'], 'bare-interpreter'],
  ['#!./node', ['./node'], 'bare-interpreter'],
];

describe('the first line', () => {
  test.each(LINES)('%s', (line, words, ...faults) => {
    const { faults: found, interpreter, length, lines } = read(`${line}\nrest`);
    expect(interpreter && [interpreter.program, ...interpreter.options]).toEqual(words);
    expect({ found, length, lines }).toEqual({ found: faults, length: line.length + 1, lines: [line] });
  });

  test.each(['', '\n', 'console.log(1)', '// #!/bin/sh', '#!', '#! \nx', 'x\n#!/bin/sh\n', '#x'])(
    '%j is none',
    (text) => {
      expect(read(text)).toMatchObject({ lines: [], interpreter: undefined, faults: ['no-shebang'], length: 0 });
    },
  );

  test.each([
    ['\ufeff#!/bin/sh\n', ['byte-order-mark']],
    ['\n#!/bin/sh\n', ['blank-line']],
    ['  \t#!/bin/sh\n', ['blank-line']],
    ['#!/bin/sh\r\n', ['carriage-return']],
    ['\ufeff\r\n\r\n#!/bin/sh\r\n', ['byte-order-mark', 'blank-line', 'carriage-return']],
  ])('%j: what is wrong around it', (text, faults) => {
    const head = read(`${text}rest`);
    expect(head).toMatchObject({ lines: ['#!/bin/sh'], faults });
    expect(Buffer.from(`${text}rest`).subarray(head.length).toString()).toBe('rest');
  });

  test('a byte order mark without one is left out with the head', () => {
    expect(read('\ufeffx')).toMatchObject({ length: 3, faults: ['no-shebang'] });
  });

  test('what follows a head is never a part of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LINES.map(([line]) => line)), fc.string(), (line, rest) => {
        const { length } = read(`${line}\n${rest}`);
        expect(Buffer.from(`${line}\n${rest}`).subarray(length).toString()).toBe(rest);
      }),
    );
  });
});

describe('the polyglot of sh and JavaScript', () => {
  const LINE = `':' //; exec node --no-warnings "$0" "$@"`;

  test.each(['\n', '\r\n'])('is two lines that mean Node (ended by %j)', (end) => {
    const head = read(`#!/bin/sh${end}${LINE}${end}rest`);
    expect(head).toMatchObject({ interpreter: NODE, lines: ['#!/bin/sh', LINE] });
    expect(head.faults).toEqual(end === '\n' ? [] : ['carriage-return']);
    expect(head.length).toBe('#!/bin/sh'.length + LINE.length + 2 * end.length);
  });

  test('another second line is none', () => {
    expect(read(`#!/bin/sh\n: exec node "$0" "$@"\n`).interpreter?.program).toBe('/bin/sh');
  });
});
