import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withChunks } from '../../../scripts/build/lazy-chunks.ts';
import { patch } from '../../../scripts/build/lean-yargs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'chunks-'));
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  mkdirSync(path.join(folder, 'other'));
  write('cli.ts', "export const run = () => import('./rare.ts');");
  write('rare.ts', "import 'not-installed'; export const more = () => import('./rarer.ts');");
  write('rarer.ts', 'export const last = 1;');
  write('clash.ts', "export const run = () => [import('./rare.ts'), import('./other/rare.ts')];");
  write('other/rare.ts', 'export const last = 1;');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('what is imported dynamically becomes a file of its own, and what that imports, too', async () => {
  const entries = await withChunks({ cli: path.join(folder, 'cli.ts') }, []);
  expect(Object.keys(entries).toSorted()).toEqual(['cli', 'rare', 'rarer']);
});

test('two files that would overwrite each other in dist fail the build', async () => {
  const build = withChunks({ clash: path.join(folder, 'clash.ts') }, []);
  await expect(build).rejects.toThrow('two files would become dist/rare.cjs');
});

test('a yargs whose text has moved fails the build', () => {
  expect(patch('a b', [['a', '$&c']])).toBe('$&c b');
  expect(() => patch('a b', [['c', 'd']])).toThrow('yargs has changed');
});
