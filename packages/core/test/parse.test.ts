import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flag, type OptionTable, optional, repeated, single } from '../src/cli/option.ts';
import { parseFast } from '../src/cli/parse.ts';
import { parseTrivially } from '../src/cli/parse-trivially.ts';
import { parseWithYargs } from '../src/cli/parse-with-yargs.ts';
import type { Parsed } from '../src/cli/parser-settings.ts';
import { integerValue, textValue } from '../src/cli/values.ts';
import { isFailure } from '../src/failure.ts';

const group = 'Test';
const table: OptionTable = {
  json: flag({ group, help: '' }),
  follow: flag({ group, short: 'f', help: '' }),
  quiet: flag({ group, short: 'q', help: '' }),
  noColor: flag({ group, help: '' }),
  lines: single(integerValue(0, 1e6), { group, short: 'n', help: '', initial: '10' }),
  readyTimeout: single(textValue, { group, help: '' }),
  env: repeated(textValue, { group, short: 'e', help: '' }),
  shell: optional(textValue, { group, short: 'S', help: '', alone: 'sh' }),
  nodeOptions: single(textValue, { group, help: '', takesAnyWord: true }),
  null: flag({ group, short: '0', help: '' }),
};

const answer = (parse: () => Parsed | undefined): unknown => {
  try {
    const parsed = parse();
    return parsed && { ...parsed, given: Object.fromEntries(parsed.given) };
  } catch (error) {
    if (isFailure(error)) return error.hint ? `${error.message} (${error.hint})` : error.message;
    throw error;
  }
};

const modes = [{ takesCommand: true }, { takesCommand: false }];

const names = [
  'json',
  'follow',
  'quiet',
  'no-color',
  'lines',
  'ready-timeout',
  'env',
  'shell',
  'node-options',
  'null',
  'noColor',
  'color',
];
const hostile = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '_',
  '$0',
  'get-yargs-completions',
  'help',
  'n',
  'toString',
];
const value = fc.oneof(
  fc.constantFrom(
    '',
    '5',
    '-5',
    '-.5',
    '-5x',
    'true',
    'false',
    '1e3',
    '0x10',
    '007',
    '"q"',
    "'q'",
    'a b',
    'a\nb',
    'é漢',
    'a=b',
  ),
  fc.string({ maxLength: 4 }),
);
const token = fc.oneof(
  fc.constantFrom(...names, ...hostile).map((name) => `--${name}`),
  fc.tuple(fc.constantFrom(...names, ...hostile), value).map(([name, text]) => `--${name}=${text}`),
  fc.constantFrom(
    '-f',
    '-q',
    '-n',
    '-e',
    '-fq',
    '-fn',
    '-n5',
    '-fn5',
    '-n=5',
    '-f5',
    '-qx',
    '-0',
    '-00',
    '-0f',
    '-0n5',
    '-e0',
    '-n10',
    '-_',
    '-ne',
    '-n-5',
    '-f-',
    '-f.x',
    '-x',
    '-S',
    '-fS',
    '-Ssh',
    '-nS',
  ),
  fc.constantFrom('--', '-', '---', '---x', '--=', '--=x', '-=', '--\n', '-5', '-1.5', '.', 'stop', 'list', ...hostile),
  value,
  fc.string({ maxLength: 3 }).map((text) => `-${text}`),
  fc.string({ maxLength: 3 }).map((text) => `--${text}`),
);
const argv = fc.array(token, { maxLength: 7 });

describe('the short way to read a command line', () => {
  test.each(modes)('gives the same answer as all of yargs, or none (takes a command: $takesCommand)', (mode) => {
    let answered = 0;
    fc.assert(
      fc.property(argv, (words) => {
        const fast = answer(() => parseFast(table, words, mode));
        if (fast === undefined) return;
        answered += 1;
        expect(fast).toEqual(answer(() => parseWithYargs(table, words, mode)));
      }),
      { numRuns: 4_000 },
    );
    expect(answered).toBeGreaterThan(400);
  });

  test.each(modes)(
    'so does the shortest way, for plain options and operands (takes a command: $takesCommand)',
    (mode) => {
      const simple = fc.oneof(fc.array(fc.oneof(value, token), { maxLength: 3 }), argv);
      let answered = 0;
      fc.assert(
        fc.property(simple, (words) => {
          const trivial = answer(() => parseTrivially(table, words, mode));
          if (trivial === undefined) return;
          answered += 1;
          expect(trivial).toEqual(answer(() => parseWithYargs(table, words, mode)));
        }),
        { numRuns: 4_000 },
      );
      expect(answered).toBeGreaterThan(400);
      expect(parseTrivially(table, ['--json'], mode)?.given.has('json')).toBe(true);
    },
  );

  test.each([
    [['--json', '--lines', '5', 'a'], { json: [], lines: ['5'] }],
    [['--env=A=1', '--env', 'B=2', '--shell', 'x'], { env: ['A=1', 'B=2'], shell: ['sh'] }],
    [['--shell=bash', '--lines=', 'x'], { shell: ['bash'], lines: [''] }],
  ])('reads a plain command line without any parser: %j', (words, given) => {
    for (const mode of modes) {
      const parsed = parseTrivially(table, words, mode);
      expect(parsed && Object.fromEntries(parsed.given)).toEqual(given);
      expect(parsed?.operands).toEqual(words.slice(-1));
    }
  });

  test.each([
    [['--json', '--lines', '5', 'a']],
    [['-f', '-n', '5']],
    [['-fq', '--env=A=1', '--env', 'B=2', 'x']],
    [['--no-color', '--lines', '-5', '--', '-f']],
  ])('reads an ordinary command line without yargs: %j', (words) => {
    for (const mode of modes) expect(parseFast(table, words, mode)).toBeDefined();
  });
});

test('the value of an option that may do without one is never the next word', () => {
  for (const words of [
    ['--shell', 'x'],
    ['-0', '--shell', 'x', '--shell', '-0'],
  ]) {
    for (const parse of [parseFast, parseWithYargs]) {
      expect(parse(table, words, { takesCommand: true })?.operands).toEqual(words.slice(words.indexOf('x')));
    }
  }
});

test('what follows the first operand of a command goes through byte for byte', () => {
  const anything = fc.array(fc.oneof(token, fc.constantFrom('1e3', '0x10', '007', '--', '--help')), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom('node', 'echo', '', '-', '-5', 'constructor'), anything, (first, rest) => {
      for (const before of [[], ['--json'], ['--lines=3', '-f'], ['--'], ['-n5', '--']]) {
        const words = [...before, first, ...rest];
        const parsed = parseFast(table, words, { takesCommand: true });
        const slow = parseWithYargs(table, words, { takesCommand: true });
        for (const { operands } of [parsed ?? slow, slow]) expect(operands).toEqual([first, ...rest]);
        expect(slow.optionsEnded).toBe(before.includes('--'));
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  [['-fn', '5'], { follow: [], lines: ['5'] }],
  [['-n5'], { lines: ['5'] }],
  [['-fn5'], { follow: [], lines: ['5'] }],
  [['-nabc'], { lines: ['abc'] }],
  [['-n=5'], { lines: ['5'] }],
  [['--lines='], { lines: [''] }],
  [['--lines', ''], { lines: [''] }],
  [['--lines', '-5'], { lines: ['-5'] }],
  [['--ready-timeout=-x'], { readyTimeout: ['-x'] }],
  [['--ready-timeout="q"'], { readyTimeout: ['"q"'] }],
  [['--lines', '1', '--lines', '2'], { lines: ['1', '2'] }],
  [['-eA', '--env', 'B', '--env=C'], { env: ['A', 'B', 'C'] }],
  [['--json', '--json'], { json: [] }],
  [['--shell'], { shell: ['sh'] }],
  [['--shell', '--json'], { shell: ['sh'], json: [] }],
  [['--shell=bash'], { shell: ['bash'] }],
  [['--node-options', '--no-warnings', '--json'], { nodeOptions: ['--no-warnings'], json: [] }],
  [['--node-options', '-x'], { nodeOptions: ['-x'] }],
  [['--node-options', '--'], { nodeOptions: ['--'] }],
  [['--node-options=--json'], { nodeOptions: ['--json'] }],
  [['-0', '-0n5'], { null: [], lines: ['5'] }],
  [['-e0', '-n10'], { env: ['0'], lines: ['10'] }],
])('%j is understood', (words, given) => {
  expect(answer(() => parseWithYargs(table, words, { takesCommand: false }))).toEqual({
    given,
    operands: [],
    optionsEnded: false,
  });
});

test.each([
  [['--jsno'], 'unknown option --jsno (did you mean --json?)'],
  [['--lnies=5'], 'unknown option --lnies (did you mean --lines?)'],
  [['--readyTimeout', '5'], 'unknown option --readyTimeout (did you mean --ready-timeout?)'],
  [['--zzzzzz'], 'unknown option --zzzzzz'],
  [['-fx'], 'unknown option -x'],
  [['--color'], 'unknown option --color (did you mean --no-color?)'],
  [['--__proto__=1'], 'unknown option --__proto__'],
  [['--constructor'], 'unknown option --constructor'],
  [['--get-yargs-completions'], 'unknown option --get-yargs-completions'],
  [['---'], 'unknown option ---'],
  [['--ready-timeout'], '--ready-timeout needs a value: some text'],
  [['--ready-timeout', '--', 'x'], '--ready-timeout needs a value: some text'],
  [
    ['--ready-timeout', '-x'],
    '--ready-timeout needs a value: some text (a value that begins with a dash is written --ready-timeout=-x)',
  ],
  [['-n'], '-n needs a value: a whole number from 0 to 1000000'],
  [['--json=yes'], '--json takes no value'],
  [['-f=yes'], '-f takes no value'],
])('%j is refused with a sentence', (words, sentence) => {
  for (const mode of modes) {
    expect(parseFast(table, words, mode)).toBeUndefined();
    expect(answer(() => parseWithYargs(table, words, mode))).toBe(sentence);
  }
});
