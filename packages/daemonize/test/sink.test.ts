import { openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { type Loss, Sink, type SinkOptions } from '../src/logger/sink.ts';
import { readLedger, writeLedger } from '../src/logs/ledger.ts';
import { stamped, withoutStamp } from '../src/logs/stamp.ts';

interface Place {
  readonly sink: Sink;
  readonly file: string;
  readonly ledger: string;
  readonly losses: readonly Loss[];
  /** Where it writes to from now on, when it opens the log anew. */
  target: string;
}

const place = (options: Partial<SinkOptions> = {}, folder = directory()): Place => {
  const [file, ledger] = [path.join(folder, 'out.log'), path.join(folder, 'out.ledger')];
  const losses: Loss[] = [];
  const made: Omit<Place, 'sink'> = { file, ledger, losses, target: file };
  const sink = new Sink({
    ...{ file, ledger, rotation: null, time: false, rights: (work) => work(), onRotated: () => {} },
    open: () => openSync(made.target, 'a+'),
    onLoss: (loss) => losses.push(loss),
    ...options,
  });
  return Object.assign(made, { sink });
};

/** All that was written, archives first. */
const whole = (file: string): readonly string[] => {
  const found = readdirSync(path.dirname(file)).filter((name) => name.startsWith('out.log'));
  const number = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
  return found
    .sort((one, other) => number(other) - number(one))
    .map((name) => readFileSync(path.join(path.dirname(file), name), 'utf8'));
};

const keep1000 = { keep: 1000, compress: false };

test('whatever the pieces are, archives hold whole lines, and together they are what was written', () => {
  const line = fc.stringMatching(/^[a-z]{0,40}$/);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.array(fc.nat(50), { minLength: 1 }), (texts, cuts) => {
      const text = texts.map((one) => `${one}\n`).join('');
      const { file, ledger, sink } = place({ rotation: { size: 64, ...keep1000 } });
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const length = (cuts[turn % cuts.length] ?? 0) + 1;
        sink.write(Buffer.from(text.slice(at, at + length)));
        at += length;
      }
      sink.reopen();
      const files = text === '' ? [] : whole(file);
      expect(files.join('')).toBe(text);
      for (const one of files) expect(one.endsWith('\n')).toBe(true);
      // One that comes in pieces may have begun where it does not fit.
      for (const one of files.slice(0, -1)) expect(one.length).toBeLessThanOrEqual(64 + 41);
      const archived = files.slice(0, -1).join('').length;
      expect(readLedger(ledger)).toEqual({ bytes: archived });
    }),
    { numRuns: 40 },
  );
});

test('a line that is longer than an archive may be is not cut', () => {
  const { file, sink } = place({ rotation: { size: 64, ...keep1000 } });
  const long = `${'x'.repeat(200)}\n`;
  for (const text of ['short\n', long.slice(0, 100), long.slice(100), 'next\n']) sink.write(Buffer.from(text));
  expect(whole(file)).toEqual(['short\n', long, 'next\n']);
});

test('who was killed between the two steps of a move is understood', () => {
  const folder = directory();
  const first = place({ rotation: { size: 64, ...keep1000 } }, folder);
  first.sink.write(Buffer.from('before\n'));
  writeLedger(first.ledger, { bytes: 100, moving: { bytes: 7, inode: 1 } }, false); // it has another name by now
  place({ rotation: { size: 64, ...keep1000 } }, folder);
  expect(readLedger(first.ledger)).toEqual({ bytes: 107 });
});

test('each line has the time it came at, and none has it inside', () => {
  const at = new Date('2026-11-26T12:00:00.123Z');
  const stamp = '2026-11-26T12:00:00.123Z ';
  expect(stamped(Buffer.from('a\nb'), true, at).toString()).toBe(`${stamp}a\n${stamp}b`);
  expect(stamped(Buffer.from('c\n\nd\n'), false, at).toString()).toBe(`c\n${stamp}\n${stamp}d\n`);
  expect(withoutStamp(`${stamp}listening`)).toBe('listening');
  const { file, sink } = place({ time: true });
  for (const text of ['one ', 'two\nthr', 'ee\n']) sink.write(Buffer.from(text));
  expect(readFileSync(file, 'utf8')).toMatch(/^\d{4}-[^ ]+Z one two\n\d{4}-[^ ]+Z three\n$/);
});

test('what finds no room is counted, and writing goes on at a new line when there is room again', () => {
  const it = place({ time: true });
  const write = (text: string): void => it.sink.write(Buffer.from(text));
  write('kept\n');
  it.target = '/dev/full';
  it.sink.reopen();
  write('lost one\nlost t');
  write('wo\nlost three\nlost fo');
  it.target = it.file;
  it.sink.reopen();
  write('ur\nkept again\n');
  expect(readFileSync(it.file, 'utf8').split('\n').map(withoutStamp)).toEqual(['kept', 'kept again', '']);
  expect(it.losses).toMatchObject([{ lines: 4, reason: 'ENOSPC' }]);
});

test('a log that cannot be opened costs what is written meanwhile, and nothing else', () => {
  const it = place();
  it.target = path.join(path.dirname(it.file), 'no', 'folder');
  it.sink.write(Buffer.from('lost\n'));
  it.target = it.file;
  it.sink.write(Buffer.from('kept\n'));
  expect(readFileSync(it.file, 'utf8')).toBe('kept\n');
  expect(it.losses).toEqual([{ bytes: 5, lines: 1, reason: 'ENOENT' }]);
});

test('a log that was given another name is made anew', () => {
  const { file, sink } = place();
  sink.write(Buffer.from('old\n'));
  renameSync(file, `${file}.kept`);
  sink.write(Buffer.from('still old\n'));
  sink.reopen();
  sink.write(Buffer.from('new\n'));
  expect([`${file}.kept`, file].map((name) => readFileSync(name, 'utf8'))).toEqual(['old\nstill old\n', 'new\n']);
});

test('what is there already counts, and a line that was begun goes on', () => {
  const folder = directory();
  writeFileSync(path.join(folder, 'out.log'), 'begun');
  const { file, sink } = place({ time: true }, folder);
  sink.write(Buffer.from(' and ended\n'));
  expect(readFileSync(file, 'utf8')).toBe('begun and ended\n');
});
