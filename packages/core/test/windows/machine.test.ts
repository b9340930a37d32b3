import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, executable, link } from '../../../../test/rig/files.ts';
import type { Execution } from '../../src/process/planned.ts';
import { thisMachine } from '../../src/process/windows/machine.ts';

test('a file is a file, a link to one, too; a folder and what is not there are none', () => {
  const root = directory({ file: '', 'folder/': '', linked: link('file'), dangling: link('nowhere') });
  const files = ['file', 'linked', 'folder', 'dangling', 'nothing', 'file/below'];
  expect(files.filter((name) => thisMachine.isFile(path.join(root, name)))).toEqual(['file', 'linked']);
});

test('a link that cannot be followed is a file, as programs from the Store are', () => {
  const root = directory({ loop: link('loop') });
  expect(thisMachine.isFile(path.join(root, 'loop'))).toBe(true);
});

test('a head is the beginning of a file, of one that is not there it is empty', () => {
  const root = directory({ short: 'é', long: 'x'.repeat(20_000) });
  expect(thisMachine.head(path.join(root, 'short'))).toBe('é');
  expect(thisMachine.head(path.join(root, 'long'))).toHaveLength(16_384);
  expect(thisMachine.head(path.join(root, 'nothing'))).toBe('');
});

test('an answer is what a program prints, where and with what it is told; of one that fails there is none', () => {
  const root = directory({ tell: executable('#!/bin/sh\necho "$1 $X $PWD"; exit ${2:-0}\n') });
  const ask = (...operands: string[]): string | undefined => {
    const execution: Execution = {
      ...{ type: 'found', file: path.join(root, 'tell'), argv0: 'tell', operands },
      ...{ verbatim: false, environment: {}, steps: [] },
    };
    return thisMachine.answer(execution, { cwd: root, environment: { X: 'x' } });
  };
  expect(ask('a b')).toBe(`a b x ${root}\n`);
  expect(ask('a', '3')).toBeUndefined();
});
