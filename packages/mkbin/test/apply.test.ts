import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { applySteps, forgetUndone, recover } from '../src/apply/apply.ts';
import { readOperations } from '../src/apply/operation.ts';
import { inverseOf } from '../src/apply/roll-back.ts';
import type { Step } from '../src/apply/step.ts';

const temporary = (): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mkbin-apply-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const look = (file: string): string => {
  const found = lstatSync(file);
  if (found.isSymbolicLink()) return `link ${readlinkSync(file)}`;
  return `file ${(found.mode & 0o777).toString(8)} ${readFileSync(file, 'utf8')}`;
};

const tree = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, look(path.join(folder, name))]),
  );

const names = fc.constantFrom('a', 'b', 'c');

/** A change of one of a few files, whatever is there. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('link' as const), path: names, target: fc.constantFrom('/no/such/file', 'a', 'b') }),
  fc.record({
    type: fc.constant('file' as const),
    path: names,
    bytes: fc.string().map((text) => Buffer.from(text)),
    mode: fc.constantFrom(0o644, 0o755, 0o600),
  }),
  fc.record({ type: fc.constant('remove' as const), path: names }),
);

/** What is done together never changes a file twice. */
const deed = fc.uniqueArray(anyStep, { selector: ({ path: file }) => file, maxLength: 3 });

const about = { deed: 'install', names: ['x'], undoes: undefined } as const;

test('whatever was done, undoing it all gives the same tree', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 5 }), (deeds) => {
      const [folder, store] = [temporary(), temporary()];
      const trees = [tree(folder)];
      for (const steps of deeds) {
        const here = steps.map((step) => ({ ...step, path: path.join(folder, step.path) }));
        if (applySteps(store, about, here)) trees.push(tree(folder));
      }
      for (const operation of readOperations(store).toReversed()) {
        expect(tree(folder)).toEqual(trees.pop());
        const undone = { ...about, deed: 'undo', undoes: operation.number } as const;
        const done = applySteps(store, undone, inverseOf(store, operation));
        forgetUndone(store, done ?? { ...operation, undoes: undefined });
      }
      expect(tree(folder)).toEqual(trees[0]);
      expect(readOperations(store).filter(({ undoes }) => undoes === undefined)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('a step that the system refuses takes back those before it', () => {
  const [folder, store] = [temporary(), temporary()];
  const steps: readonly Step[] = [
    { type: 'link', path: path.join(folder, 'a'), target: '/x' },
    { type: 'file', path: path.join(folder, 'no/such/folder'), bytes: Buffer.from(''), mode: 0o644 },
  ];
  expect(() => applySteps(store, about, steps)).toThrow(/cannot write .*no\/such\/folder/);
  expect(tree(folder)).toEqual({});
  expect(readOperations(store)).toEqual([]);
  recover(store);
});

test('the last twenty are kept, and those that replaced what was not ours', () => {
  const [folder, store] = [temporary(), temporary()];
  const put = (text: string, isForced: boolean) =>
    applySteps(store, about, [
      { type: 'file', path: path.join(folder, 'a'), bytes: Buffer.from(text), mode: 0o644, isForced },
    ]);
  put('first', true);
  for (let index = 0; index < 25; index += 1) put(String(index), false);
  const kept = readOperations(store).map(({ number }) => number);
  expect(kept).toHaveLength(21);
  expect([kept[0], kept.at(-1)]).toEqual([1, 26]);
});
