import path from 'node:path';
import { expect, test } from 'vitest';
import { directory, executable } from '../../../test/rig/files.ts';
import { planExecution } from '../src/process/execution.ts';

test('a command on PATH keeps the name that was typed, and its operands', async () => {
  const root = directory({ 'bin/tool': executable('#!/bin/sh\n') });
  const place = { environment: { PATH: path.join(root, 'bin') }, cwd: '/' };
  expect(await planExecution(['tool', '', 'a\nb'], place)).toEqual({
    type: 'found',
    file: path.join(root, 'bin/tool'),
    argv0: 'tool',
    operands: ['', 'a\nb'],
    verbatim: false,
    environment: {},
    steps: [{ type: 'path', directory: path.join(root, 'bin') }],
  });
});

test('a path is taken as it is', async () => {
  const root = directory({ tool: executable('#!/bin/sh\n'), text: '' });
  const place = { environment: {}, cwd: root };
  expect(await planExecution(['./tool'], place)).toMatchObject({
    file: path.join(root, 'tool'),
    argv0: './tool',
    steps: [],
  });
  expect(await planExecution(['./text'], place)).toEqual({
    type: 'cannot-execute',
    file: path.join(root, 'text'),
    reason: 'it is not executable',
  });
});

test('what is not found is told with the PATH that was searched', async () => {
  const place = { environment: { PATH: '/nowhere' }, cwd: '/' };
  expect(await planExecution(['tool'], place)).toEqual({ type: 'not-found', search: '/nowhere' });
  expect(await planExecution(['no such tool'], { environment: {}, cwd: '/' })).toEqual({
    type: 'not-found',
    search: undefined,
  });
});
