import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchInterpreter, batchOperands } from '../../src/process/windows/batch-line.ts';
import { found, plan, say } from './made-up.ts';
import { expandVariables, programWords, unquoted } from './read-batch-line.ts';

const FILE = 'C:\\bin\\tool.bat';

/** What stands between cmd.exe's own quotes, behind the batch file. */
const quoted = (...operands: readonly string[]): string => {
  const last = batchOperands(FILE, operands).at(-1) ?? '';
  const begin = `""${FILE}" `;
  expect(last.startsWith(begin)).toBe(true);
  expect(last.endsWith('"')).toBe(true);
  return last.slice(begin.length, -1);
};

test.each([
  ['plain', 'plain'],
  ['-x=1', '"-x=1"'],
  ['--flag', '--flag'],
  ['C:\\a\\b.txt', 'C:\\a\\b.txt'],
  ['a/b:c?d@e#f$g*h+i', 'a/b:c?d@e#f$g*h+i'],
  ['', '""'],
  ['a b', '"a b"'],
  ['tab\t', '"tab\t"'],
  ['a"b', '"a""b"'],
  ['"', '""""'],
  ['"&echo INJ&"', '"""&echo INJ&"""'],
  ['%CD%', '"%%cd:~,%CD%%cd:~,%"'],
  ['100%', '"100%%cd:~,%"'],
  ['^', '"^"'],
  ['a&b|c<d>e', '"a&b|c<d>e"'],
  ['!x!', '"!x!"'],
  ['(a)', '"(a)"'],
  ['a,b;c=d', '"a,b;c=d"'],
  ['end\\', '"end\\\\"'],
  ['\\"', '"\\\\"""'],
  ['a\\\\"b c\\', '"a\\\\\\\\""b c\\\\"'],
  ["it's", '"it\'s"'],
  ['é漢', 'é漢'],
  ['\u0085', '"\u0085"'],
  ['😀', '😀'],
  ['\ud800', '"\ud800"'],
])('%j becomes %s', (operand, expected) => {
  expect(quoted(operand)).toBe(expected);
});

test('a batch file is run by cmd.exe, verbatim', () => {
  expect(found(plan(['tool', 'a b'], { [FILE]: 'echo %1' }))).toEqual({
    type: 'found',
    file: 'C:\\Windows\\System32\\cmd.exe',
    argv0: 'cmd.exe',
    operands: ['/d', '/e:on', '/v:off', '/s', '/c', '""C:\\bin\\tool.bat" "a b""'],
    verbatim: true,
    environment: {},
    steps: [
      { type: 'path', directory: 'C:\\bin' },
      { type: 'pathext', extension: '.bat' },
      { type: 'batch', file: FILE, interpreter: 'C:\\Windows\\System32\\cmd.exe' },
    ],
  });
});

test('a percent sign in the name of the batch file begins no variable', () => {
  expect(batchOperands('C:\\100% %CD%\\x.bat', []).at(-1)).toBe('""C:\\100%%cd:~,% %%cd:~,%CD%%cd:~,%\\x.bat""');
});

test.each([
  [{ ComSpec: 'D:\\sys\\CMD.EXE' }, 'D:\\sys\\CMD.EXE'],
  [{ COMSPEC: 'D:\\sys\\cmd.exe' }, 'D:\\sys\\cmd.exe'],
  [{ ComSpec: 'cmd.exe' }, 'C:\\Windows\\System32\\cmd.exe'],
  [{ ComSpec: 'C:\\bin\\bash.exe' }, 'C:\\Windows\\System32\\cmd.exe'],
  [{ SYSTEMROOT: 'E:\\W' }, 'E:\\W\\System32\\cmd.exe'],
])('with %j it is run by %s', (environment, expected) => {
  expect(batchInterpreter(environment)).toBe(expected);
});

test.each([
  ['a line feed', ['a', 'b\nc'], 'operand 2 has a line break in it, which a batch file cannot receive'],
  ['a carriage return', ['a\rb'], 'operand 1 has a line break in it, which a batch file cannot receive'],
  ['a zero byte', ['\0'], 'operand 1 has a zero byte in it, which a batch file cannot receive'],
  ['8,000 percent signs', ['%'.repeat(8000)], 'its command line has 64052 characters; cmd.exe takes 8191'],
])('an operand with %s is refused', (_, operands, reason) => {
  expect(say(plan(['tool', ...operands], { [FILE]: '' }))).toBe(`cannot-execute ${FILE}: ${reason}`);
});

const SPECIAL = [...'"\\%^&|<>()!,;=\' \t*?a:~', '%cd%', '\\"', '"&x&"', '%cd:~,%'];
const operand = fc.oneof(
  fc.array(fc.constantFrom(...SPECIAL), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n\0]/g, '')),
);

test('whatever the operands are, cmd.exe sees nothing special in them, and the program gets them as they were', () => {
  fc.assert(
    fc.property(fc.array(operand, { minLength: 1, maxLength: 4 }), (operands) => {
      const line = expandVariables(quoted(...operands));
      expect(unquoted(line)).not.toMatch(/[%^&|<>()!,;=]/);
      expect(programWords(line)).toEqual(operands);
    }),
    { numRuns: 2000 },
  );
});

test('the reader that the property trusts reads as cmd.exe and the C library do', () => {
  expect(expandVariables('a%b%c%%d%e%cd:~,% 100%')).toBe('a!!b!!c%!!d!!e 100%');
  expect(programWords('a "b c" d\\"e "f""g" "h\\\\" i\\\\"j k" ""')).toEqual([
    'a',
    'b c',
    'd"e',
    'f"g',
    'h\\',
    'i\\j k',
    '',
  ]);
});
