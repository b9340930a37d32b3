// A move that was ended by a kill -9 at any of its steps: what can be read meanwhile, and what comes of it.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { canCollapse } from '../src/logs/collapse.ts';
import { compressArchives } from '../src/logs/compress.ts';
import { type InPlace, moveHead, recover } from '../src/logs/in-place.ts';
import { readLedger, writeLedger } from '../src/logs/ledger.ts';
import { writeMark } from '../src/logs/mark.ts';
import { endOfLog, lastLines, readLogSpan } from '../src/logs/read.ts';

const rights = <Result>(work: () => Result): Result => work();

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${String(from + index).padStart(8, '0')}\n`).join('');

/** Two moves have been made already, of 8 KiB each; what is read is `text`. */
interface Place extends InPlace {
  readonly text: string;
}

const isPossible = await canCollapse(path.join(tmpdir(), 'probe'), rights);
if (!isPossible) console.log('skipped: this file system cannot take bytes out of a file');

const prepared = async (keep = 3): Promise<Place> => {
  const folder = directory();
  const [file, ledger] = [path.join(folder, 'out.log'), path.join(folder, 'out.ledger')];
  const text = lines(0, 3_000);
  writeFileSync(file, text);
  const place = { file, ledger, keep, rights, text };
  for (let turn = 0; turn < 2; turn += 1) expect(await moveHead(place, 8_192)).toBe(8_192);
  return place;
};

const readAll = (place: InPlace): string => Buffer.concat([...readLogSpan(place, 0, endOfLog(place))]).toString();

const names = ({ file }: InPlace): readonly string[] => readdirSync(path.dirname(file)).sort();

/** As step 1 of a move of `bytes` leaves it. */
const copyHead = ({ file }: InPlace, bytes: number): void =>
  writeFileSync(`${file}.0`, readFileSync(file).subarray(0, bytes));

const mark = ({ file }: InPlace, bytes: number): void => {
  const descriptor = openSync(file, 'r+');
  writeMark(descriptor, bytes);
  closeSync(descriptor);
};

/** As step 4 leaves it: it can be made only once, so it is made by hand. */
const takeOut = ({ file }: InPlace, bytes: number): void => {
  const rest = readFileSync(file).subarray(bytes);
  writeFileSync(file, rest);
};

const MOVED = 4_096;

/** What has been done when the process is killed, from the beginning of a third move. */
const STEPS: readonly (readonly [string, (place: Place) => void, boolean])[] = [
  ['in the middle of the copy', (place) => copyHead(place, 1_000), false],
  ['after the copy', (place) => copyHead(place, MOVED), false],
  [
    'after the mark',
    (place) => {
      copyHead(place, MOVED);
      mark(place, MOVED);
    },
    true,
  ],
  [
    'after the ledger was told',
    (place) => {
      copyHead(place, MOVED);
      mark(place, MOVED);
      writeLedger(place.ledger, { bytes: 16_384, moving: { bytes: MOVED } }, false);
    },
    true,
  ],
  [
    'after the head was taken out',
    (place) => {
      copyHead(place, MOVED);
      writeLedger(place.ledger, { bytes: 16_384, moving: { bytes: MOVED } }, false);
      takeOut(place, MOVED);
    },
    true,
  ],
  [
    'while the archives get their numbers',
    (place) => {
      copyHead(place, MOVED);
      writeLedger(place.ledger, { bytes: 16_384, moving: { bytes: MOVED } }, false);
      takeOut(place, MOVED);
      renameSync(`${place.file}.2`, `${place.file}.3`);
    },
    true,
  ],
  [
    'after the copy got its number',
    (place) => {
      copyHead(place, MOVED);
      writeLedger(place.ledger, { bytes: 16_384, moving: { bytes: MOVED } }, false);
      takeOut(place, MOVED);
      renameSync(`${place.file}.2`, `${place.file}.3`);
      renameSync(`${place.file}.1`, `${place.file}.2`);
      renameSync(`${place.file}.0`, `${place.file}.1`);
    },
    true,
  ],
];

describe.runIf(isPossible)('a move', () => {
  test('leaves what was written as it was, in other files', async () => {
    const place = await prepared();
    expect(readAll(place)).toBe(place.text);
    expect(readFileSync(`${place.file}.2`, 'utf8')).toBe(place.text.slice(0, 8_192));
    expect(readFileSync(`${place.file}.1`, 'utf8')).toBe(place.text.slice(8_192, 16_384));
    expect(readFileSync(place.file, 'utf8')).toBe(place.text.slice(16_384));
    expect(names(place)).toEqual(['out.ledger', 'out.log', 'out.log.1', 'out.log.2']);
  });

  test.each(STEPS)('killed %s has lost nothing, nor is anything there twice', async (_, steps, isDone) => {
    const place = await prepared();
    steps(place);
    expect(readAll(place)).toBe(place.text);
    await recover(place);
    expect(readAll(place)).toBe(place.text);
    expect(readLedger(place.ledger)).toEqual({ bytes: isDone ? 16_384 + MOVED : 16_384 });
    const archives = isDone ? ['out.log.1', 'out.log.2', 'out.log.3'] : ['out.log.1', 'out.log.2'];
    expect(names(place)).toEqual(['out.ledger', 'out.log', ...archives]);
    await recover(place);
    expect(readAll(place)).toBe(place.text);
    expect(await moveHead(place, 8_192)).toBe(8_192);
    expect(readAll(place)).toBe(isDone ? place.text.slice(8_192) : place.text);
  });

  test('of which no copy can be made leaves the log alone', async () => {
    const place = await prepared();
    mkdirSync(`${place.file}.0`);
    await expect(moveHead(place, 8_192)).rejects.toThrow();
    rmdirSync(`${place.file}.0`);
    expect(readAll(place)).toBe(place.text);
    expect(readFileSync(place.file, 'utf8')).toBe(place.text.slice(16_384));
  });

  test('of a log that somebody else is moving is left to him', async () => {
    const place = await prepared();
    writeFileSync(`${place.file}.0`, 'his copy');
    await expect(moveHead(place, 8_192)).rejects.toThrow('EEXIST');
    expect(readFileSync(`${place.file}.0`, 'utf8')).toBe('his copy');
    expect(readFileSync(place.file, 'utf8')).toBe(place.text.slice(16_384));
  });

  test('keeps as many archives as it is told, and no number is left out', async () => {
    const place = await prepared(2);
    await moveHead(place, 4_096);
    await moveHead(place, 4_096);
    expect(names(place)).toEqual(['out.ledger', 'out.log', 'out.log.1', 'out.log.2']);
    expect(readAll(place)).toBe(place.text.slice(16_384));
    expect(endOfLog(place)).toBe(place.text.length);
  });

  test('finds compressed archives as well, and they are read', async () => {
    const place = await prepared();
    await compressArchives(place.file, rights, () => true);
    expect(names(place)).toEqual(['out.ledger', 'out.log', 'out.log.1.gz', 'out.log.2.gz']);
    expect(readAll(place)).toBe(place.text);
    await moveHead(place, 8_192);
    expect(names(place)).toEqual(['out.ledger', 'out.log', 'out.log.1', 'out.log.2.gz', 'out.log.3.gz']);
    expect(readAll(place)).toBe(place.text);
    writeFileSync(`${place.file}.2`, 'the compressor was killed before it removed this');
    expect(readAll(place)).toBe(place.text);
    await moveHead(place, 8_192);
    expect(existsSync(`${place.file}.3`)).toBe(false);
    expect(readAll(place)).toBe(place.text.slice(8_192));
  });

  test.each([['xx'], ['longer than the smallest archive that there can be']])(
    'of which an archive is damaged (%s) is told so',
    async (text) => {
      const place = await prepared();
      await compressArchives(place.file, rights, () => true);
      writeFileSync(`${place.file}.1.gz`, text);
      expect(() => readAll(place)).toThrow(`${place.file}.1.gz is damaged`);
    },
  );

  test('does not keep the last lines from being found, wherever they are', async () => {
    const place = await prepared();
    expect(lastLines(place, 2)).toEqual(['line 00002998', 'line 00002999']);
    while ((await moveHead(place, 8_192)) > 0);
    expect(lastLines(place, 400)).toHaveLength(400);
    expect(lastLines(place, 3, endOfLog(place) - 14)).toEqual(['line 00002999']);
  });
});
