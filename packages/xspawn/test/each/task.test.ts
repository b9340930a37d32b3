import { expect, test } from 'vitest';
import { type Surroundings, taskFor } from '../../src/each/engine/dash/task.ts';
import { commandNotFound } from '../../src/each/engine/look-up.ts';

/** A machine with a few programs, where sh is dash. */
const PROGRAMS = ['gzip', 'convert', 'echo', 'true', 'wc', 'sh', 'bash', 'if', 'cat'];
const here: Surroundings = {
  lookUp: (name) => (PROGRAMS.includes(name) ? { file: `/bin/${name}` } : commandNotFound(name)),
  hasPath: true,
  isDash: (shell) => shell === 'sh',
};

const line = (text: string, shell = 'sh') => taskFor({ type: 'line', shell, line: text }, here);

test.each([
  [['gzip', '-d', 'a b'], "gzip -d 'a b'"],
  [['gzip', "it's", ''], "gzip 'it'\\''s' ''"],
  [['echo', '-n', 'x'], '/bin/echo -n x'],
  [['true'], '/bin/true'],
  [['if', 'then'], '/bin/if then'],
  [['gzip', '\xff\n$(x)'], "gzip '\xff\n$(x)'"],
] as const)('%j is executed as %j', (argv, text) => {
  expect(taskFor({ type: 'argv', argv: [argv[0], ...argv.slice(1)] }, here)).toEqual({ type: 'program', text });
});

test('without a PATH of its own a program is named by its file', () => {
  const command = { type: 'argv', argv: ['gzip', 'a'] } as const;
  expect(taskFor(command, { ...here, hasPath: false })).toEqual({ type: 'program', text: '/bin/gzip a' });
});

test.each(['gzip -dc a', "convert 'it'\\''s' -x".replaceAll("\\'", ''), " gzip\t-d  'a\nb' ", "gzip a'b c'd"])(
  'the line %j is as good as the program alone',
  (text) => expect(line(text)).toEqual({ type: 'program', text }),
);

test.each([':', "echo 'a b' c", 'true', ' false '])('the line %j needs no reading by eval', (text) =>
  expect(line(text)).toEqual({ type: 'subshell', text }),
);

test.each([
  ["gzip -dc 'a' >b", "exec gzip -dc 'a' >b"],
  ['  cat <a 2>&1 >>b', 'exec cat <a 2>&1 >>b'],
])('the line %j is a program with redirections', (text, replaced) =>
  expect(line(text)).toEqual({ type: 'line', text: replaced }),
);

test.each([
  ...['gzip a | wc -c', 'cd x && gzip a', 'A=1 gzip a', 'gzip $x', 'gzip *.c', 'gzip ~/a', 'gzip a;', 'gzip a &'],
  ...[
    'gzip "a"',
    'gzip a\\ b',
    'no-such-program a',
    'printf x',
    'cd a',
    '',
    'if',
    "gzip 'a",
    'gzip a # b',
    'gzip a\nwc',
  ],
  ...['gzip {a,b}', '! true', 'gzip a > $b', 'test -e a'],
])('the line %j is read by eval', (text) => expect(line(text)).toEqual({ type: 'line', text }));

test.each([
  'echo $$',
  'echo "$$"',
  'kill ${$}',
  'echo $PPID',
  'echo $0',
  'echo ${0##*/}',
  'echo $LINENO',
  '. ./x',
  'a; . x',
])('the line %j speaks of its shell, and gets one of its own', (text) =>
  expect(line(text)).toEqual({ type: 'program', text: `sh -c '${text}'` }),
);

test('a line for another shell is handed to that', () => {
  expect(line('gzip a', 'bash')).toEqual({ type: 'program', text: "bash -c 'gzip a'" });
  expect(line('gzip a', 'zsh')).toEqual(commandNotFound('zsh'));
});

test('no operand can hold a NUL byte', () => {
  expect(taskFor({ type: 'argv', argv: ['gzip', 'a\0b'] }, here)).toMatchObject({ code: 126 });
  expect(line('gzip a\0b')).toMatchObject({ code: 126 });
});
