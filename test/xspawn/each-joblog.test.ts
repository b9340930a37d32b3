import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { commandOf, EACH, each, expectSentence, joblog, linesIn, numbers, seqs } from './many.ts';

/** Notes that it runs, then ends with the code that a file says. */
const NOTING = [
  '--joblog',
  'jobs.log',
  '-k',
  '--quiet',
  '--shell',
  'echo {} >>ran; echo out; exit $(cat code{} 2>/dev/null || echo 0)',
];

const file = (here: Scene): string => path.join(here.work, 'jobs.log');

test('each job that has ended has a line in the columns of GNU parallel', async () => {
  const here = scene();
  const line = 'case {} in a) echo hello;; b) exit 3;; c) kill -9 $$;; d) exec sleep 100;; esac';
  const words = [
    '--joblog',
    'jobs.log',
    '-j1',
    '--quiet',
    '--timeout',
    '1s',
    '--shell',
    line,
    ':::',
    'a',
    'b',
    'c',
    'd',
  ];
  expect((await each(here, words)).code).toBe(3);
  const command = (input: string) => line.replace('{}', input);
  expect(joblog(here)).toEqual([
    { seq: 1, received: 6, exit: 0, signal: 0, command: command('a') },
    { seq: 2, received: 0, exit: 3, signal: 0, command: command('b') },
    { seq: 3, received: 0, exit: 0, signal: 9, command: command('c') },
    { seq: 4, received: 0, exit: 124, signal: 15, command: command('d') },
  ]);
});

test('a command of several lines is on one line', async () => {
  const here = scene();
  await each(here, ['--joblog', 'jobs.log', 'true', 'a\tb', ':::', 'c\nd']);
  expect(joblog(here)).toMatchObject([{ command: "true $'a\\tb' $'c\\nd'" }]);
});

test('--resume runs what has no line, --resume-failed also what has failed', async () => {
  const here = scene({ code2: '7' });
  const more = (...words: readonly string[]) => each(here, [...words, ...NOTING, ':::', '1', '2', '3']);
  expect(await more()).toMatchObject({ code: 1, stdout: 'out\nout\nout\n' });
  truncateSync(file(here), readFileSync(file(here), 'utf8').lastIndexOf('\n3\t') + 1);
  expect(await more('--resume')).toMatchObject({ code: 0, stdout: 'out\n' });
  expect(linesIn(here, 'ran').slice(3)).toEqual(['3']);
  expect(await more('--resume')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  expect(await more('--resume-failed')).toMatchObject({ code: 1 });
  here.write({ code2: '0' });
  expect(await more('--resume-failed')).toMatchObject({ code: 0 });
  expect(await more('--resume-failed')).toMatchObject({ code: 0, stdout: '' });
  expect(linesIn(here, 'ran').slice(4)).toEqual(['2', '2']);
  expect(seqs(here)).toEqual([1, 2, 2, 2, 3]);
});

test('--resume without a joblog begins one', async () => {
  const here = scene();
  expect((await each(here, ['--resume', '--joblog', 'jobs.log', 'true', ':::', 'a', 'b'])).code).toBe(0);
  expect(seqs(here)).toEqual([1, 2]);
});

test('a last line that is torn is taken away, and its job run again', async () => {
  const here = scene();
  await each(here, [...NOTING, ':::', '1', '2']);
  const whole = readFileSync(file(here), 'utf8');
  truncateSync(file(here), whole.length - 5);
  await each(here, ['--resume', ...NOTING, ':::', '1', '2', '3']);
  expect(linesIn(here, 'ran').slice(2).sort()).toEqual(['2', '3']);
  expect(seqs(here)).toEqual([1, 2, 3]);
});

test('the joblog of another run is refused, and nothing is started or changed', async () => {
  const here = scene();
  await each(here, [...NOTING, ':::', '1', '2', '3']);
  const before = readFileSync(file(here), 'utf8');
  for (const inputs of [
    ['1', '5', '3', '4'],
    ['0', '1', '2', '3'],
    ['1', '2'],
  ]) {
    const ended = await each(here, ['--resume', ...NOTING, ':::', ...inputs]);
    expectSentence(ended, 125, 'jobs.log is the joblog of another run');
  }
  expectSentence(
    await each(here, ['--resume', '--joblog', 'jobs.log', 'touch', ':::', '1', '2', '3']),
    125,
    'another run',
  );
  expect(linesIn(here, 'ran')).toHaveLength(3);
  expect(readFileSync(file(here), 'utf8')).toBe(before);
});

test('what is not a joblog is neither read nor written', async () => {
  const here = scene({ 'jobs.log': 'my diary\n', 'bad.log': '' });
  for (const option of [[], ['--resume']]) {
    expectSentence(await each(here, [...option, ...NOTING, ':::', '1']), 125, 'jobs.log is not a joblog');
  }
  expect(readFileSync(file(here), 'utf8')).toBe('my diary\n');
  expectSentence(
    await each(here, ['--joblog', 'missing/jobs.log', 'touch', ':::', '1']),
    125,
    '--joblog: cannot write to',
  );
  expectSentence(await each(here, ['--joblog', '.', 'touch', ':::', '1']), 125, 'is a directory');
  expect([linesIn(here, 'ran'), existsSync(path.join(here.work, '1'))]).toEqual([[], false]);
});

test('a run that begins anew keeps the joblog of the run before', async () => {
  const here = scene();
  await each(here, ['--joblog', 'jobs.log', 'true', ':::', 'a', 'b']);
  const before = readFileSync(file(here), 'utf8');
  const ended = await each(here, ['--joblog', 'jobs.log', 'true', ':::', 'c']);
  expect(ended.stderr).toMatch(/^xspawn: the joblog of the run before is kept as .*jobs\.log~\n$/);
  expect(readFileSync(`${file(here)}~`, 'utf8')).toBe(before);
  expect(joblog(here)).toMatchObject([{ command: 'true c' }]);
});

test('a command that is not there leaves the joblog of the run before alone', async () => {
  const here = scene({ 'in/': '' });
  await each(here, ['--joblog', 'jobs.log', 'true', ':::', 'a']);
  const before = readFileSync(file(here), 'utf8');
  for (const command of [['no-such-command'], ['--cwd', 'in', './no-such-command']]) {
    expectSentence(
      await each(here, ['--joblog', 'jobs.log', ...command, ':::', 'a']),
      127,
      'no-such-command: command not',
    );
  }
  expect([readFileSync(file(here), 'utf8'), existsSync(`${file(here)}~`)]).toEqual([before, false]);
});

test('a joblog with commands that name their slot is resumed all the same', async () => {
  const here = scene();
  const words = ['--joblog', 'jobs.log', 'echo', '{%}', '{}', ':::', ...numbers(6)];
  await each(here, words);
  expect(await each(here, ['--resume', '-j1', ...words])).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
});

test('--resume and --shuffle go together', async () => {
  const here = scene();
  await each(here, ['--shuffle', ...NOTING.filter((word) => word !== '-k'), ':::', ...numbers(20)]);
  const whole = readFileSync(file(here), 'utf8').split('\n');
  truncateSync(file(here), whole.slice(0, 8).join('\n').length + 1);
  await each(here, ['--resume', '--shuffle', ...NOTING.filter((word) => word !== '-k'), ':::', ...numbers(20)]);
  expect(linesIn(here, 'ran').length).toBe(20 + 13);
  expect(seqs(here)).toEqual(numbers(20).map(Number));
});

test('a disk that is full stops the batch when what runs has ended, and no line is lost', async () => {
  const here = scene();
  // The size of a file is limited, which is told as a full disk is.
  const job = 'exec true {} xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
  const words = ['-j2', '--joblog', 'jobs.log', '--shell', job, ':::', ...numbers(100)];
  const limited = await here.run('bash', ['-c', 'ulimit -f 4; "$@"; echo $? >&2', 'bash', ...commandOf(words)]);
  expect(limited.stderr).toContain('xspawn: --joblog: cannot write to ');
  expect(limited.stderr).toMatch(/^125$/m);
  const text = readFileSync(file(here), 'utf8');
  expect(text.length).toBe(4_096);
  const done = text
    .split('\n')
    .slice(1, -1)
    .map((line) => Number(line.split('\t')[0]));
  expect(done.length).toBeGreaterThan(20);
  expect((await each(here, ['--resume', ...words])).code).toBe(0);
  expect(seqs(here)).toEqual(numbers(100).map(Number));
});

test('a joblog may go into a pipe', async () => {
  const { stdout } = await scene().run('sh', ['-c', `${EACH} --joblog /dev/fd/3 true ::: a 3>&1 | cat`]);
  expect(stdout).toMatch(/^Seq\tHost.*\n1\t:.*\ttrue a\n$/);
});

test('lines that somebody else has written are told by number', async () => {
  const here = scene();
  await each(here, [...NOTING, ':::', '1']);
  appendFileSync(file(here), 'hello\n');
  expectSentence(await each(here, ['--resume', ...NOTING, ':::', '1']), 125, /line 3 of \S*jobs\.log is no line/);
});
