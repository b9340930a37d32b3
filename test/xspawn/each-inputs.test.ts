import { existsSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { EACH, each, expectSentence, numbers, sorted, startEach } from './many.ts';

/** Prints its operands, each in brackets. */
const SHOW = ['printf', '[%s]'];

test.each<[what: string, words: readonly string[], stdin: string, printed: string]>([
  ['a line is a job', [...SHOW, '{}'], 'a b\nc\n', '[a b][c]'],
  ['a last line needs no newline', SHOW, 'a\nb', '[a][b]'],
  ['an empty line is an empty input', SHOW, 'a\n\nb\n\n', '[a][][b][]'],
  ['a carriage return is a part of the line', SHOW, 'a\r\n', '[a\r]'],
  ['no line is no job', SHOW, '', ''],
  ['-0 has newlines in inputs', ['-0', ...SHOW], 'a\nb\0c', '[a\nb][c]'],
  ['-n takes several', ['-n', '2', ...SHOW], 'a\nb\nc\n', '[a][b][c]'],
  ['-n takes several by number', ['-n', '2', ...SHOW, '{2}', '{1}'], 'a\nb\nc\n', '[b][a][c]'],
  ['-n joins inside a word', ['-n', '3', ...SHOW, '={}='], 'a\nb\nc\n', '[=a b c=]'],
  ['words are a list', [...SHOW, ':::', 'a b', 'c', ''], '', '[a b][c][]'],
  ['two lists are combined', ['printf', '[%s%s]', ':::', 'a', 'b', ':::', '1', '2'], '', '[a1][a2][b1][b2]'],
  ['linked lists go together', ['printf', '[%s%s]', ':::', 'a', 'b', 'c', ':::+', '1', '2'], '', '[a1][b2]'],
  ['an empty list is no job', [...SHOW, ':::'], '', ''],
  ['a file is a list', ['-a', 'f', ...SHOW], '', '[x][y]'],
  ['a file is a list behind ::::', [...SHOW, '::::', 'f'], '', '[x][y]'],
  ['of two files all are combined', ['-a', 'f', '-a', 'g', 'printf', '[%s%s]'], '', '[x1][y1]'],
  ['- is standard input', ['-a', '-', '-a', 'f', 'printf', '[%s%s]'], 'a\nb\n', '[ax][ay][bx][by]'],
])('%s', async (_, words, stdin, printed) => {
  const here = scene({ f: 'x\ny\n', g: '1\n' });
  expect(await each(here, ['-k', ...words], { stdin })).toEqual({ code: 0, signal: null, stdout: printed, stderr: '' });
});

test('a FIFO whose writer had gone before it was read from has an end', async () => {
  const here = scene();
  // One descriptor keeps what was written, and no writer is left when xspawn begins.
  const script = 'mkfifo f; exec 3<>f 4<f; printf "a\\nb\\n" >f; exec 3>&-; exec "$@" <&4 4<&-';
  const ended = await here.run('sh', ['-c', script, 'sh', toolPath('xspawn'), '--each', '-k', '--', ...SHOW]);
  expect(ended).toEqual({ code: 0, signal: null, stdout: '[a][b]', stderr: '' });
});

test('any bytes but NUL reach a job as one operand, with a shell and without', async () => {
  const word = fc
    .array(fc.constantFrom(...' \t\n\r\'"\\$`!*?[]{}()<>|&;#~=%aé漢', '{}', '$(id)', '\u0001'), { maxLength: 8 })
    .map((parts) => parts.join(''));
  const inputs = fc.sample(word, 150);
  const here = scene();
  const stdin = inputs.map((input) => `${input}\0`).join('');
  for (const command of [
    ['printf', '%s\\0', '{}'],
    ['--shell', `printf '%s\\0' {}`],
    ['--shell', `printf '%s\\0' "{}"`],
    ['--shell', `printf '%s\\0' '{}'`],
    ['--shell', `printf '%s\\0' "$(printf '%s' {}; echo .)"`],
    ['--shell', `printf '%s\\0' "$1"`, '{}'],
  ]) {
    const { stdout, stderr } = await each(here, ['-0', '-k', ...command], { stdin });
    expect(stderr).toBe('');
    const behind = command[1]?.includes('echo .') ? '.' : '';
    expect(stdout.split('\0').slice(0, -1)).toEqual(inputs.map((input) => input + behind));
  }
});

test('operands that are not UTF-8 are handed on as they are', async () => {
  const line = `${EACH} -k printf '%s\\n' {} ::: $'\\xff\\xfe' $'caf\\xe9' | od -An -tx1`;
  const { stdout, stderr } = await scene().run('bash', ['-c', line]);
  expect(stderr).toBe('');
  expect(stdout.replace(/\s+/g, ' ').trim()).toBe('ff fe 0a 63 61 66 e9 0a');
});

test('jobs run before the last input has come', async () => {
  const running = startEach(scene(), ['echo', 'got'], { stdin: 'open' });
  running.write('one\n');
  await running.until(/got one\n/);
  running.write('tw');
  running.write('o\n');
  await running.until(/got two\n/);
  running.closeStdin();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

test('a hundred thousand inputs are read in order and from a file, too', async () => {
  const here = scene({ many: `${numbers(100_000).join('\n')}\n` });
  const expected = numbers(100_000)
    .map((number) => `echo ${number}\n`)
    .join('');
  expect((await each(here, ['--dry-run', '-a', 'many', 'echo'])).stdout).toBe(expected);
  const piped = await here.run('sh', ['-c', `cat many | ${EACH} --dry-run echo`]);
  expect(piped.stdout).toBe(expected);
});

test('--shuffle runs each once, in another order', async () => {
  const words = ['--shuffle', '--dry-run', 'echo', ':::', ...numbers(200)];
  const [one, other] = await Promise.all([each(scene(), words), each(scene(), words)]);
  expect(sorted(one.stdout)).toEqual(sorted(other.stdout));
  expect(sorted(one.stdout)).toHaveLength(200);
  expect(one.stdout).not.toBe(other.stdout);
});

test.each<[words: readonly string[], stdin: string, code: number, sentence: string | RegExp]>([
  [['-a', 'missing', 'touch'], '', 125, 'cannot read missing: no such file or directory (ENOENT)'],
  [['-a', 'f', '-a', 'missing', 'touch'], '', 125, 'cannot read missing'],
  [['-a', '.', 'touch'], '', 125, 'cannot read .: it is a directory'],
  [['touch', '::::', 'missing'], '', 125, 'cannot read missing'],
  [['-a', '-', '-a', '-', 'touch'], 'x\n', 125, 'standard input can be one list of inputs only'],
  [['touch', '{2}'], 'x\n', 125, '{2} in the command: a job has only 1 input'],
  [['touch', '{3}', ':::', 'x', ':::', 'y'], '', 125, '{3} in the command: a job has only 2 inputs'],
  [['touch', ':::+', 'x'], '', 125, ':::+ without a list before it'],
  [[':::', 'x'], '', 125, 'missing operand: COMMAND'],
  [['--shell', 'touch `echo {}`'], 'x\n', 125, 'an input cannot be quoted safely where {} stands'],
  [['--shell=fish', 'touch {}'], 'x\n', 125, 'inputs cannot be quoted for fish'],
  [['no-such-command', '{}'], 'x\n', 127, 'no-such-command: command not found'],
  [['./f', '{}'], 'x\n', 126, /f: cannot be executed: it is not executable/],
  [['--resume', 'touch'], 'x\n', 125, '--resume needs the joblog'],
  [['--line-buffer', '--json', 'touch'], 'x\n', 125, '--line-buffer and --json'],
  [['--tee', 'log', 'touch'], 'x\n', 125, '--tee does not go with --each'],
  [['touch'], 'a\0b\n', 125, /standard input: input 1 holds a NUL character.*\n.*say -0/],
])('%j is refused, and nothing is started', async (words, stdin, code, sentence) => {
  const here = scene({ f: 'x\n' });
  const ended = await each(here, words, { stdin });
  expectSentence(ended, code, sentence);
  expect(ended.stdout).toBe('');
  expect(['x', 'y', 'a', 'log'].filter((name) => existsSync(path.join(here.work, name)))).toEqual([]);
});

test('an input that cannot be an operand ends the batch behind those before it', async () => {
  const here = scene();
  const ended = await each(here, ['touch'], { stdin: 'a\nb\nc\0d\ne\n' });
  expectSentence(ended, 125, 'standard input: input 3 holds a NUL character');
  expect(['a', 'b', 'e'].map((name) => existsSync(path.join(here.work, name)))).toEqual([true, true, false]);
});

test('closed standard input is told, and does no harm to words', async () => {
  const here = scene();
  const closed = await here.run('sh', ['-c', `${EACH} echo <&-`]);
  expect([0, 125]).toContain(closed.code); // Node opens /dev/null in its place
  expect(await here.run('sh', ['-c', `${EACH} echo ::: a <&-`])).toMatchObject({ code: 0, stdout: 'a\n' });
});

test('a pipe that others read, too, is as blocking as before', async () => {
  const line = `(echo a; echo b) | { ${EACH} echo; python3 -c 'import fcntl,os; print(fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK)'; }`;
  const { stdout } = await scene().run('sh', ['-c', line]);
  expect(sorted(stdout)).toEqual(['0', 'a', 'b']);
});

test('--dry-run prints commands that a shell can run, and runs none', async () => {
  const here = scene();
  const ended = await each(here, ['--dry-run', 'touch', '{}', 'n{#}'], { stdin: "a b\nit's\n" });
  expect(ended).toEqual({ code: 0, signal: null, stdout: "touch 'a b' n1\ntouch 'it'\\''s' n2\n", stderr: '' });
  expect(existsSync(path.join(here.work, 'a b'))).toBe(false);
  await here.run('sh', [], { stdin: ended.stdout });
  expect(['a b', "it's", 'n2'].every((name) => existsSync(path.join(here.work, name)))).toBe(true);
});
