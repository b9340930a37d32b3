import { describe, expect, test } from 'vitest';
import { importsOf } from '../src/script/imports.ts';
import { NODE } from '../src/script/interpreter.ts';

const inNode = (text: string) => importsOf(Buffer.from(text), '/', NODE).map(({ name, line }) => `${line}:${name}`);

describe('what a script takes from other files', () => {
  test.each([
    [`import x from './x.js';`, ['1:./x.js']],
    [`\nimport "../x.mjs"`, ['2:../x.mjs']],
    [`export * from './x.js'`, ['1:./x.js']],
    [`import {\n  a,\n} from './x.js';`, ['3:./x.js']],
    [`const x = require('./x')`, ['1:./x']],
    [`await import('./x.js')`, ['1:./x.js']],
    [`new URL('./x.txt', import.meta.url)`, ['1:./x.txt']],
    [`import ms from 'ms'; require("@a/b/c")`, ['1:ms', '1:@a/b/c']],
    [`import fs from 'node:fs'; import 'path'; require('fs/promises')`, []],
    [`import x from 'data:text/javascript,1'; new URL('https://x.org/')`, []],
    [`// import './x.js'\n/* require('./y') */`, []],
    ["const text = `import './x.js'`;", []],
    [`const from = './x.js'; importAll('./x')`, []],
    [`const url = 'http://x.org'; import './x.js'`, ['1:./x.js']],
  ])('%j', (text, expected) => {
    expect(inNode(text)).toEqual(expected);
  });

  test('a shell script says nothing that could be read', () => {
    expect(importsOf(Buffer.from('. ./lib.sh'), '/', { program: '/bin/sh', options: [] })).toEqual([]);
  });
});
