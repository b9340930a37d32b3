import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SIGNAL_LINES } from '../../src/each/engine/dash/ending.ts';
import { createMarkReader, type MarkReader } from '../../src/each/engine/dash/marks.ts';

const WORD = '9f83a1c04d5e72b6aa10c3d4';
const NAME = 'xspawn-helper-0123';

type End = { readonly output: string; readonly said: string; readonly own: string };

/** All ends of jobs in what is pushed piece by piece, and what was written before each. */
const read = (
  reader: MarkReader,
  pieces: readonly string[],
): { readonly ends: readonly End[]; readonly open: string } => {
  const ends: End[] = [];
  let output = '';
  for (const piece of pieces) {
    reader.push(Buffer.from(piece, 'latin1'));
    const pass = (bytes: Buffer): void => {
      output += bytes.toString('latin1');
    };
    for (let mark = reader.next(pass); mark; mark = reader.next(pass)) {
      ends.push({ output, said: mark.said, own: mark.own.toString('latin1') });
      output = '';
    }
  }
  return { ends, open: output + reader.rest().toString('latin1') };
};

const cut = (text: string, borders: readonly number[]): readonly string[] => {
  const places = [0, ...borders.map((border) => border % (text.length + 1)), text.length].sort((a, b) => a - b);
  return places.slice(1).map((place, index) => text.slice(places[index], place));
};

/** Bytes, among them beginnings of the word, and of all that a helper may write itself. */
const output = fc
  .array(
    fc.oneof(
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
      fc.integer({ min: 1, max: WORD.length - 1 }).map((length) => WORD.slice(0, length)),
      fc.constantFrom('Term', 'Terminated', 'Terminated\n', 'Killed (core dumped)\n', NAME, '\n', 'Killed\nKilled\n'),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes(WORD) && !text.includes(`${NAME}: `));

const borders = fc.array(fc.nat(), { maxLength: 12 });

test('the output of each job arrives whole, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(output, fc.nat(255))), output, borders, (jobs, open, places) => {
      const text = jobs.map(([written, status]) => `${written}${WORD} ${status}\n`).join('') + open;
      const found = read(createMarkReader(WORD, { lines: [], start: undefined }), cut(text, places));
      expect(found.ends).toEqual(jobs.map(([written, status]) => ({ output: written, said: ` ${status}`, own: '' })));
      expect(found.open).toBe(open);
    }),
  );
});

test("words that may be the helper's own are kept apart, wherever they are cut, and nothing is lost", () => {
  const own = fc.oneof(
    fc.constantFrom(...SIGNAL_LINES).map((words) => `${words}\n`),
    fc.constant(''),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(output, own)), borders, (jobs, places) => {
      const text = jobs.map((parts) => `${parts.join('')}${WORD}\n`).join('');
      const { ends } = read(createMarkReader(WORD, { lines: SIGNAL_LINES, start: `${NAME}: ` }), cut(text, places));
      expect(ends.map((end) => end.output + end.own)).toEqual(jobs.map((parts) => parts.join('')));
      for (const [index, [, words]] of jobs.entries()) if (words) expect(ends[index]?.own.endsWith(words)).toBe(true);
    }),
  );
});

test("a helper's complaint is kept apart, wherever it is cut", () => {
  const complaint = `${NAME}: 12: /some/where: Argument list too long\n`;
  fc.assert(
    fc.property(output, borders, (written, places) => {
      const text = `${written}${complaint}${WORD}\n`;
      const { ends } = read(createMarkReader(WORD, { lines: SIGNAL_LINES, start: `${NAME}: ` }), cut(text, places));
      expect(ends).toEqual([{ output: written, said: '', own: complaint }]);
    }),
  );
});

test('only what may be a beginning is held back', () => {
  const reader = createMarkReader(WORD, { lines: SIGNAL_LINES, start: `${NAME}: ` });
  const passed: string[] = [];
  for (const piece of ['progress: 10%', ' 20%\n', 'Te', 'a', 'Killed', '\n', 'y', '9f83', '!']) {
    reader.push(Buffer.from(piece));
    reader.next((bytes) => passed.push(bytes.toString()));
  }
  expect(passed).toEqual(['progress: 10%', ' 20%\n', 'Tea', 'Killed\ny', '9f83!']);
});
