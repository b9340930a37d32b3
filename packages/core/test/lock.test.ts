import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { acquireLock } from '../src/files/lock.ts';

const lockFiles = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('lock.'));

test('who releases the lock of a folder that was moved away does not free that of the folder in its place', async () => {
  const root = directory();
  const folder = path.join(root, 'locked');
  const prepare = () => mkdirSync(folder, { recursive: true });
  const first = await acquireLock(folder, prepare);
  renameSync(folder, path.join(root, 'moved'));
  const second = await acquireLock(folder, prepare);
  first.release();
  expect(JSON.parse(readFileSync(path.join(folder, 'lock.1'), 'utf8'))).toMatchObject({ pid: process.pid });
  let hasThird = false;
  const third = acquireLock(folder, prepare).then((lock) => {
    hasThird = true;
    return lock;
  });
  await sleep(100); // some tries
  expect(hasThird).toBe(false);
  second.release();
  (await third).release();
  expect(lockFiles(folder)).toEqual(['lock.2']);
  expect(lockFiles(path.join(root, 'moved'))).toEqual(['lock.1']);
});

test('a lock that was released is an empty file', async () => {
  const folder = directory();
  (await acquireLock(folder, () => {})).release();
  expect(readFileSync(path.join(folder, 'lock.1'), 'utf8')).toBe('');
});
