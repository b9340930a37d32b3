import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { headOf, isSurelyExecutable, refusalOf } from '../src/process/executable.ts';

const at = (bytes: Buffer | string, mode = 0o755): string => {
  const file = path.join(directory(), 'file');
  writeFileSync(file, bytes, { mode });
  return file;
};

const program = (change: (bytes: Buffer) => void): string => {
  const bytes = readFileSync('/bin/true');
  change(bytes);
  return at(bytes);
};

test.each(['/bin/true', '/bin/sh', process.execPath])('%s surely is', (file) => {
  expect(isSurelyExecutable(file)).toBe(true);
  expect(refusalOf(headOf(file) ?? Buffer.alloc(0))).toBeUndefined();
});

test.each([
  ['a script', '#!/bin/sh\nexit\n', true],
  ['with a blank before the interpreter and an operand', '#! \t/bin/sh -e\n', true],
  ['without an end of the line', '#!/bin/sh', false],
  ['with an interpreter that is missing', '#!/nowhere\n', false],
  ['with one that is a folder', '#!/bin\n', false],
  ['with one that is relative', '#!bin/sh\n', false],
  ['with the line ends of Windows', '#!/bin/sh\r\n', false],
  ['with a line longer than the kernel reads', `#!/bin/sh ${'x'.repeat(300)}\n`, false],
  ['a text', 'exit\n', false],
  ['nothing', '', false],
  ['two bytes', '#!', false],
  ['the beginning of a program', '\x7fELF', false],
])('%s: %j %s', (_, text, is) => {
  const file = at(text);
  expect(isSurelyExecutable(file)).toBe(is);
  expect(refusalOf(headOf(file) ?? Buffer.alloc(0))).toBeUndefined();
});

test('a script of scripts is, up to the depth that the kernel allows', () => {
  const chain = (depth: number): string => (depth === 0 ? '/bin/sh' : at(`#!${chain(depth - 1)}\n`));
  expect(isSurelyExecutable(chain(4))).toBe(true);
  expect(isSurelyExecutable(chain(6))).toBe(false);
});

test.each([
  ['of another machine', (bytes: Buffer): void => void bytes.writeUInt16LE(0x2a, 18), /another kind of machine/],
  [
    'without its loader',
    (bytes: Buffer): void => void bytes.write('/lib6Z/', bytes.indexOf('/lib64/')),
    /its loader \/lib6Z.* is missing/,
  ],
  ['that is an object file', (bytes: Buffer): void => void bytes.writeUInt16LE(1, 16), undefined],
  ['without segments', (bytes: Buffer): void => void bytes.writeUInt16LE(0, 56), undefined],
  ['with segments far away', (bytes: Buffer): void => void bytes.writeBigUInt64LE(1n << 40n, 32), undefined],
] as const)('a program %s surely is not', (_, change, reason) => {
  const file = program(change);
  expect(isSurelyExecutable(file)).toBe(false);
  if (reason === undefined) expect(refusalOf(headOf(file) ?? Buffer.alloc(0))).toBeUndefined();
  else expect(refusalOf(headOf(file) ?? Buffer.alloc(0))).toMatch(reason);
});

test('what nobody may execute is not', () => {
  const file = program(() => {});
  expect(isSurelyExecutable(file)).toBe(true);
  chmodSync(file, 0o644);
  expect(isSurelyExecutable(file)).toBe(false);
  expect(isSurelyExecutable('/nowhere')).toBe(false);
});
