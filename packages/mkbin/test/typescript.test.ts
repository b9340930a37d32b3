import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, executable, type Literal } from '../../../test/rig/files.ts';
import type { Request } from '../src/forms/product.ts';
import { assertRunsTypeScript } from '../src/script/typescript.ts';
import { requestFor } from './requests.ts';

/** The words of the refusal; undefined when there is none. */
const refusal = (name: string, more: Partial<Request> = {}, files: Literal = {}): string | undefined => {
  const root = directory({ [name]: 'let x: number;\n', ...files });
  const PATH = [path.join(root, 'bin'), path.dirname(process.execPath)].join(path.delimiter);
  try {
    assertRunsTypeScript(requestFor(path.join(root, name), more), { PATH });
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^.*?: /, '');
  }
};

const strips = Boolean((process.features as { typescript?: unknown }).typescript);

test('a Node that strips types is fine, any other is told of', () => {
  const told = `Node ${process.version} does not run TypeScript; 22.18 is the first that does`;
  for (const name of ['a.ts', 'a.mts', 'a.cts', 'A.TS']) expect(refusal(name)).toBe(strips ? undefined : told);
});

/** It answers as an older Node would. */
const OLD = executable('#!/bin/sh\necho "v18.0.0 false"\n');

test('the Node that counts is the one that will run it: the first on PATH, or the pinned one', () => {
  expect(refusal('a.ts', {}, { 'bin/node': OLD })).toContain('v18.0.0');
  const file = path.join(directory({ node: OLD }), 'node');
  chmodSync(file, 0o755);
  expect(refusal('a.ts', { node: { type: 'pin', file } })).toContain('v18.0.0');
});

test('JSX, and TypeScript below node_modules, are run by no Node', () => {
  expect(refusal('a.tsx')).toBe('Node does not run JSX');
  expect(refusal('node_modules/p/a.ts')).toBe('Node runs no TypeScript below node_modules');
});

test('JavaScript, other runners and an option that strips types are none of its business', () => {
  expect(refusal('a.js', {}, { 'bin/node': OLD })).toBeUndefined();
  expect(refusal('a.ts', { interpreter: { program: 'tsx', options: [] } })).toBeUndefined();
  expect(refusal('a.ts', { nodeOptions: ['--experimental-strip-types'] }, { 'bin/node': OLD })).toBeUndefined();
});
