import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteForSh, quoteJob } from '../../src/each/quote.ts';
import { bytes } from './bytes.ts';
import { SHELLS, shellRunner } from './shells.ts';

const argv = (...words: [string, ...string[]]) => quoteJob({ type: 'argv', argv: words });
const line = (text: string) => quoteJob({ type: 'line', shell: 'sh', line: text });
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

test.each([
  [argv('convert', 'a b.png', 'a.webp'), "convert 'a b.png' a.webp"],
  [argv('echo', ''), "echo ''"],
  [argv('echo', "it's"), "echo 'it'\\''s'"],
  [argv('echo', 'a\tb\nc\\d'), "echo $'a\\tb\\nc\\\\d'"],
  [argv('echo', '\x1b[31m'), "echo $'\\x1b[31m'"],
  [argv('echo', utf8('é')), `echo '${utf8('é')}'`],
  [argv('echo', '\xff'), "echo $'\\xff'"],
  [argv('echo', utf8('\u0085')), "echo $'\\xc2\\x85'"],
  [line('echo a | tr a b'), 'echo a | tr a b'],
  [line("echo 'a\nb'"), "eval $'echo \\'a\\nb\\''"],
])('a command is shown as %j', (shown, expected) => {
  expect(shown).toBe(expected);
});

test('a shown command is one line without control characters', () => {
  fc.assert(
    fc.property(fc.array(bytes(), { minLength: 1 }), (words) => {
      expect(argv(...(words as [string, ...string[]]))).toMatch(/^[ -~\x80-\xff]*$/);
      expect(line(words.join(''))).toMatch(/^[ -~\x80-\xff]*$/);
    }),
  );
});

test.each(SHELLS.filter((shell) => shell !== 'dash'))('what is shown can be pasted into %s', (shell) => {
  const runShell = shellRunner();
  fc.assert(
    fc.property(fc.array(bytes(10), { minLength: 1, maxLength: 20 }), (words) => {
      const shown = argv('printf', '%s\\0', ...words);
      expect(runShell(shell, `${shown}\n`).split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 20 },
  );
});

test.each(SHELLS)('what is quoted for %s arrives there unchanged', (shell) => {
  const runShell = shellRunner();
  fc.assert(
    fc.property(fc.array(bytes(10), { minLength: 1, maxLength: 20 }), (words) => {
      const script = `printf '%s\\0' ${words.map(quoteForSh).join(' ')}\n`;
      expect(runShell(shell, script).split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 20 },
  );
});
