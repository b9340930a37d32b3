import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { directory, executable, type Literal } from '../../../test/rig/files.ts';
import { type ExecutableSize, exe } from '../src/forms/exe.ts';
import type { Request } from '../src/forms/product.ts';
import { inspectNode, type NodeBinary } from '../src/forms/sea/node-binary.ts';
import { requestFor } from './requests.ts';

let node: NodeBinary;
beforeAll(() => {
  node = inspectNode(process.execPath);
});

interface Made {
  /** The executable, in a folder of its own. */
  readonly file: string;
  readonly bytes: number;
  readonly announced: readonly ExecutableSize[];
}

const made = async (files: Literal, name: string, more: Partial<Request> = {}): Promise<Made> => {
  const announced: ExecutableSize[] = [];
  const product = await exe(requestFor(path.join(directory(files), name), more), (size) => announced.push(size));
  const [entry] = product.entries;
  if (entry?.type !== 'file') throw new Error('no file was made');
  const file = path.join(directory(), entry.name);
  writeFileSync(file, entry.bytes, { mode: entry.mode });
  return { file, bytes: entry.bytes.length, announced };
};

/** Runs a file where no Node is on PATH. */
const run = (file: string, operands: readonly string[] = []): string => {
  const { error, stderr, stdout } = spawnSync(file, operands, { encoding: 'utf8', env: { PATH: '/nonexistent' } });
  if (error) throw error;
  return stdout + stderr;
};

const PROGRAM = `import { pathToFileURL } from 'node:url';
import { word } from './own.ts';
const main = async (words: string[]): Promise<void> => {
  const { sep } = await import('node:path');
  console.log(word, sep, ...words);
};
if (import.meta.url === pathToFileURL(process.argv[1]!).href) await0(main(process.argv.slice(2)));
function await0(promise: Promise<void>): void { promise.catch(() => process.exit(1)); }
`;

test('a TypeScript program becomes an executable that needs no Node, its size told beforehand', async () => {
  const { announced, bytes, file } = await made(
    { 'hello.ts': PROGRAM, 'own.ts': `export const word = 'own';` },
    'hello.ts',
  );
  expect(run(file, ['a b', '--version'])).toBe('own / a b --version\n');
  expect(announced).toMatchObject([{ version: process.version }]);
  expect(Math.abs((announced[0]?.bytes ?? 0) / bytes - 1)).toBeLessThan(0.01);
});

describe('what this Node can or cannot do', () => {
  const AWAITS = { 'hello.mjs': `console.log(await Promise.resolve('awaited'));` };

  test('a program that awaits at its top level works, or is refused with what to do', async () => {
    if (node.takesModules) expect(run((await made(AWAITS, 'hello.mjs')).file)).toBe('awaited\n');
    else
      await expect(made(AWAITS, 'hello.mjs')).rejects.toMatchObject({
        code: 1,
        hint: expect.stringContaining('async function'),
      });
  });

  test('options for Node are kept inside, or refused', async () => {
    const files = { 'hello.cjs': `console.log(process.execArgv.join());` };
    const more = { nodeOptions: ['--stack-size=900'] };
    if (node.keepsOptions) expect(run((await made(files, 'hello.cjs', more)).file)).toBe('--stack-size=900\n');
    else
      await expect(made(files, 'hello.cjs', more)).rejects.toMatchObject({
        code: 1,
        message: expect.stringContaining('keeps no options inside'),
      });
  });
});

describe('what is no place for a program is refused', () => {
  test.each([
    ['another program', () => '/bin/true', 'it is no Node'],
    [
      'a Node that keeps itself in a library',
      () => path.join(directory({ node: executable(`#!/bin/sh\necho ${process.version}\n`) }), 'node'),
      'it has no place for a program',
    ],
  ])('%s', async (_, file, why) => {
    const pinned = { node: { type: 'pin', file: file() } } as const;
    await expect(made({ 'hello.js': '' }, 'hello.js', pinned)).rejects.toMatchObject({
      code: 1,
      message: expect.stringContaining(why),
    });
  });
});

test('the pinned Node is the one that goes inside', async () => {
  const file = path.join(directory(), 'node');
  copyFileSync(process.execPath, file);
  const { announced } = await made({ 'hello.js': 'console.log(1)' }, 'hello.js', { node: { type: 'pin', file } });
  expect(announced).toMatchObject([{ version: process.version }]);
});

test('what is not for Node is refused', async () => {
  await expect(made({ 'hello.sh': '#!/bin/sh\n' }, 'hello.sh')).rejects.toMatchObject({
    message: expect.stringContaining('--exe is for JavaScript'),
  });
});
