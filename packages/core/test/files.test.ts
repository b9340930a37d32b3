import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { Failure } from '../src/failure.ts';
import { replaceFile } from '../src/files/atomic-write.ts';
import { acquireLock } from '../src/files/lock.ts';
import { assertPrivate, ensurePrivateFolder } from '../src/files/private-folder.ts';

/** A program of its own, with what it needs of core in it. */
const program = async (folder: string, text: string): Promise<string> => {
  const outfile = path.join(folder, 'program.mjs');
  const stdin = { contents: text, resolveDir: path.join(import.meta.dirname, '../src'), loader: 'ts' as const };
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'silent' });
  return outfile;
};

const running = (file: string, ...operands: readonly string[]): ChildProcess => {
  const child = spawn(process.execPath, [file, ...operands], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

const HAMMER = `
import { readFileSync, writeFileSync, appendFileSync, mkdirSync } from 'node:fs';
import { acquireLock } from './files/lock.ts';
import { ownIdentity, isAlive } from './process/identity.ts';
const [folder, rounds] = process.argv.slice(2);
const inside = folder + '.inside';
const own = JSON.stringify(ownIdentity());
const read = () => { try { return readFileSync(inside, 'utf8'); } catch { return ''; } };
const complain = (text) => appendFileSync(folder + '.wrong', text + '\\n');
for (let round = 0; round < Number(rounds); round += 1) {
  const lock = await acquireLock(folder, () => mkdirSync(folder, { recursive: true }));
  let before = {};
  try { before = JSON.parse(read()); } catch {} // its writer was killed while it wrote
  if (before.pid !== undefined && isAlive(before)) complain(process.pid + ' met ' + before.pid);
  writeFileSync(inside, own);
  console.log(round);
  for (let look = 0; look < 20; look += 1) if (read() !== own) complain(process.pid + ' was joined by ' + read());
  writeFileSync(inside, '');
  lock.release();
}
`;

test('the lock never has two holders, however many try, and whoever is killed; at the end it can be taken', async () => {
  const root = directory();
  const folder = path.join(root, 'locked');
  const file = await program(root, HAMMER);
  let kills = 0;
  const hammer = async (): Promise<void> => {
    const child = running(file, folder, '60');
    const ended = once(child, 'exit');
    const doomed = kills < 40 ? 1 + Math.floor(Math.random() * 12) : Number.POSITIVE_INFINITY;
    createInterface({ input: child.stdout ?? expect.fail() }).on('line', (round) => {
      if (Number(round) >= doomed) child.kill('SIGKILL'); // inside, as it says, or a little later
    });
    const [code, signal] = await ended;
    if (signal === 'SIGKILL') {
      kills += 1;
      return hammer();
    }
    expect(code).toBe(0);
  };
  await Promise.all(Array.from({ length: 6 }, hammer));
  expect(kills).toBeGreaterThanOrEqual(40);
  expect(existsSync(`${folder}.wrong`) ? readFileSync(`${folder}.wrong`, 'utf8') : '').toBe('');
  (await acquireLock(folder, () => {})).release();
  expect(readdirSync(folder).filter((name) => name.startsWith('lock.'))).toHaveLength(1);
});

test('who waits for the lock gets it when it is released', async () => {
  const folder = directory();
  const first = await acquireLock(folder, () => {});
  let second: unknown;
  const waiting = acquireLock(folder, () => {}).then((lock) => {
    second = lock;
    return lock;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(second).toBeUndefined();
  first.release();
  (await waiting).release();
});

test('what prepare throws is handed on, and nothing is locked', async () => {
  const folder = path.join(directory(), 'gone');
  const refuse = (): never => {
    throw new Failure(4, 'no such daemon');
  };
  await expect(acquireLock(folder, refuse)).rejects.toThrow('no such daemon');
  expect(existsSync(folder)).toBe(false);
});

const WRITER = `
import { replaceFile } from './files/atomic-write.ts';
const [file, durable] = process.argv.slice(2);
for (let turn = 0; ; turn += 1) {
  replaceFile(file, 'ab'[turn % 2].repeat(200_000), { durable: durable === 'durable' });
  if (turn % 10 === 5) console.log(turn);
}
`;

test.each(['durable', 'quick'])('a reader never sees a part, whenever the writer is killed (%s)', async (how) => {
  const root = directory();
  const target = path.join(root, 'target');
  const file = await program(root, WRITER);
  replaceFile(target, 'a'.repeat(200_000));
  for (let turn = 0; turn < 12; turn += 1) {
    const child = running(file, target, how);
    const ended = once(child, 'exit');
    await once(child.stdout ?? expect.fail(), 'data');
    for (let look = 0; look < 10 + turn; look += 1)
      expect(readFileSync(target, 'latin1')).toMatch(/^(?:a{200000}|b{200000})$/);
    child.kill('SIGKILL');
    await ended;
    expect(readFileSync(target, 'latin1')).toMatch(/^(?:a{200000}|b{200000})$/);
  }
});

test('a replaced file has the mode that was asked for, and nothing stays beside it', () => {
  const root = directory();
  const file = path.join(root, 'file');
  replaceFile(file, 'one');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  replaceFile(file, 'two', { mode: 0o644, durable: false });
  expect(statSync(file).mode & 0o777).toBe(0o644 & ~process.umask());
  expect(readFileSync(file, 'utf8')).toBe('two');
  replaceFile(file, Uint8Array.of(0, 0xff, 0x80), { durable: false });
  expect([...readFileSync(file)]).toEqual([0, 0xff, 0x80]);
  expect(() => replaceFile(path.join(root, 'no', 'file'), 'x')).toThrow('ENOENT');
  expect(() => replaceFile(root, 'x')).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(readdirSync(root)).toEqual(['file']);
});

test('a link is replaced, not followed', () => {
  const root = directory({ victim: 'precious' });
  symlinkSync('victim', path.join(root, 'link'));
  replaceFile(path.join(root, 'link'), 'new');
  expect(readFileSync(path.join(root, 'victim'), 'utf8')).toBe('precious');
});

test.each([
  [0o700, undefined],
  [0o755, undefined],
  [0o555, undefined],
  [0o770, 'others may write to it'],
  [0o702, 'others may write to it'],
  [0o1777, 'others may write to it'],
])('a state folder of mode %o', (mode, reason) => {
  const folder = directory();
  chmodSync(folder, mode);
  if (reason === undefined) expect(() => assertPrivate(folder)).not.toThrow();
  else expect(() => assertPrivate(folder)).toThrow(`refusing the state folder ${folder}: ${reason}`);
});

test('a state folder that is a link, a file or missing', () => {
  const root = directory({ 'real/': '', file: '' });
  chmodSync(path.join(root, 'real'), 0o700);
  symlinkSync('real', path.join(root, 'link'));
  expect(() => assertPrivate(path.join(root, 'link'))).toThrow('it is not a directory');
  expect(() => assertPrivate(path.join(root, 'file'))).toThrow('it is not a directory');
  expect(() => assertPrivate(path.join(root, 'missing'))).not.toThrow();
  expect(() => ensurePrivateFolder(path.join(root, 'file', 'x'))).toThrow('cannot make the state folder');
});

test.skipIf(process.geteuid?.() !== 0)('a state folder of somebody else is refused', () => {
  const folder = directory();
  chownSync(folder, 12_345, 0);
  expect(() => assertPrivate(folder)).toThrow('it belongs to user 12345');
});

test('a state folder that is made is for its owner only, with those above it', () => {
  const folder = path.join(directory(), 'a/b/c');
  ensurePrivateFolder(folder);
  for (const made of [folder, path.dirname(folder)]) expect(statSync(made).mode & 0o777).toBe(0o700);
  writeFileSync(path.join(folder, 'x'), '');
  ensurePrivateFolder(folder);
  expect(readdirSync(folder)).toEqual(['x']);
});
