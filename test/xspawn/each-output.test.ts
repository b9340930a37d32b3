import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { EACH, each, joblog, linesIn, numbers, sorted, startEach } from './many.ts';

/** Waits for a file, so that the order of two jobs is sure. */
const waitFor = (file: string): string => `until [ -e ${file} ]; do sleep 0.01; done`;

/** The first job ends when there is a file. */
const CROSSED = `echo a{}; if [ {} = 1 ]; then ${waitFor('go')}; fi; echo b{}; echo err{} >&2`;

test('the output of a job is printed whole, standard output before standard error, as jobs end', async () => {
  const here = scene();
  const running = startEach(here, ['-j2', '--shell', CROSSED, ':::', '1', '2']);
  await running.until(/b2\n/);
  await running.until(/err2\n/, 'stderr');
  here.write({ go: '' });
  const stdout = 'a2\nb2\na1\nb1\n';
  expect(await running.ended).toEqual({ code: 0, signal: null, stdout, stderr: 'err2\nerr1\n' });
});

test('both streams in one place keep their order', async () => {
  const script = `${EACH} -k --shell 'echo out{}; echo err{} >&2; echo out{}' ::: 1 2 2>&1`;
  const { stdout } = await scene().run('sh', ['-c', script]);
  expect(stdout).toBe('out1\nout1\nerr1\nout2\nout2\nerr2\n');
});

test('--keep-order prints in the order of the inputs', async () => {
  const here = scene();
  const line = `${CROSSED}; if [ {} = 2 ]; then touch go; fi`;
  const ended = await each(here, ['-k', '-j2', '--shell', line, ':::', '1', '2']);
  expect(ended).toMatchObject({ stdout: 'a1\nb1\na2\nb2\n', stderr: 'err1\nerr2\n' });
});

test('--keep-order has a thousand jobs in order', async () => {
  const { stdout } = await each(scene(), ['-k', '-j4', 'echo'], { stdin: numbers(1_000).join('\n') });
  expect(stdout).toBe(`${numbers(1_000).join('\n')}\n`);
});

test('--line-buffer prints lines as they come, and tears none', async () => {
  const line = `printf 'a{}'; ${waitFor('b{}')}; echo z; printf last{}`;
  const partner = `if [ {} = 1 ]; then touch b2; else touch b1; fi; ${line}`;
  const { stdout } = await each(scene(), ['--line-buffer', '-j2', '--shell', partner, ':::', '1', '2']);
  expect(sorted(stdout)).toEqual(['a1z', 'a2z', 'last1', 'last2']);
});

test('--line-buffer with many writers loses and tears nothing', async () => {
  const line = 'i=0; while [ $i -lt 200 ]; do printf "{}-"; echo "$i-$i"; i=$((i+1)); done';
  const { stdout } = await each(scene(), ['--line-buffer', '-j4', '--shell', line, ':::', ...numbers(8)]);
  const expected = numbers(8).flatMap((job) => numbers(200).map((n) => `${job}-${Number(n) - 1}-${Number(n) - 1}`));
  expect(sorted(stdout)).toEqual([...expected].sort());
});

test('--ungroup leaves the streams to the jobs', async () => {
  const here = scene();
  const line = `${EACH} --ungroup -j1 --shell 'readlink /proc/self/fd/1' ::: a b >out; cat out`;
  const { stdout } = await here.run('sh', ['-c', line]);
  expect(stdout).toBe(`${path.join(here.work, 'out')}\n`.repeat(2));
});

test('--group=github folds each job under its command', async () => {
  const ended = await each(scene(), [
    '-k',
    '--group=github',
    '--shell',
    'printf out; echo err {} >&2',
    ':::',
    'a',
    'b c',
  ]);
  expect(ended.stderr).toBe('');
  const block = (title: string) =>
    `::group::printf out; echo err ${title} >&2\nout\nerr ${title.replaceAll("'", '')}\n::endgroup::\n`;
  expect(ended.stdout).toBe(block('a') + block("'b c'"));
});

test('--json tells of each job on a line', async () => {
  const line = 'echo out {}; printf "\\377" >&2; exit {#}';
  const { code, stdout, stderr } = await each(scene(), ['--json', '-k', '--shell', line, ':::', 'é', 'b']);
  expect(code).toBe(2);
  expect(stderr).toContain('2 jobs, 2 failed');
  const [one, two] = stdout
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text));
  expect(one).toMatchObject({ seq: 1, inputs: ['é'], exit: 1, signal: null, stdout: 'out é\n', timedOut: false });
  expect(one).toMatchObject({
    stderr: { base64: '/w==' },
    tries: 1,
    command: line.replace('{}', "'é'").replace('{#}', '1'),
  });
  expect(two).toMatchObject({ seq: 2, exit: 2 });
  expect(Date.parse(two.startedAt)).toBeLessThanOrEqual(Date.now());
  expect(two.durationMs).toBeGreaterThan(0);
});

test('--quiet-unless-failed prints the jobs that failed, only', async () => {
  const words = ['-k', '--quiet-unless-failed', '--quiet', '--shell', 'echo {}; exit {}', ':::', '0', '1', '0', '2'];
  expect(await each(scene(), words)).toEqual({ code: 2, signal: null, stdout: '1\n2\n', stderr: '' });
});

const read = (here: Scene, ...names: readonly string[]): string => readFileSync(path.join(here.work, ...names), 'utf8');

test('--results keeps the output of each job, and prints it as well', async () => {
  const here = scene();
  const line = 'echo out {}; echo err >&2; exit {#}';
  const ended = await each(here, ['-k', '--quiet', '--results', 'r/s', '--shell', line, ':::', 'a/b', 'a/b']);
  expect(ended).toMatchObject({ code: 2, stdout: 'out a/b\nout a/b\n', stderr: 'err\nerr\n' });
  expect(readdirSync(path.join(here.work, 'r/s')).sort()).toEqual(['1', '2']);
  for (const number of ['1', '2']) {
    expect(read(here, 'r/s', number, 'stdout')).toBe('out a/b\n');
    expect(read(here, 'r/s', number, 'stderr')).toBe('err\n');
    expect(read(here, 'r/s', number, 'seq')).toBe(number);
    expect(read(here, 'r/s', number, 'command')).toBe(`echo out a/b; echo err >&2; exit ${number}\n`);
  }
});

test('more output than memory should hold is printed whole, and leaves no file behind', async () => {
  const here = scene();
  const line = 'head -c 5000000 /dev/zero | tr "\\0" {}';
  const { stdout } = await each(here, ['-k', '-j2', '--shell', line, ':::', 'x', 'y']);
  expect(stdout === 'x'.repeat(5_000_000) + 'y'.repeat(5_000_000)).toBe(true);
  expect(readdirSync(here.temporary)).toEqual([]);
});

test('a reader that goes away ends the batch as it would end any writer, and the joblog tells what was done', async () => {
  const here = scene();
  // The reader goes after the first line; the second job runs for ever.
  const job = `if [ {} = 1 ]; then echo one; elif [ {} = 2 ]; then ${waitFor('gone')}; echo two; else touch third; exec sleep 1000; fi`;
  const line = `{ ${EACH} -j2 --joblog jobs.log --shell '${job}' ::: 1 2 3 4; echo $? >code; } | { read line; echo "$line"; exec <&-; touch gone; }`;
  const { stdout, stderr } = await here.run('bash', ['-c', line]);
  await until(() => existsSync(path.join(here.work, 'code')), 'xspawn has ended');
  expect([stdout, stderr, read(here, 'code')]).toEqual(['one\n', '', '141\n']);
  expect(joblog(here).map(({ seq, exit }) => [seq, exit])).toEqual([
    [1, 0],
    [2, 0],
  ]);
  await until(() => processesAround(here.root).length === 0, 'the other jobs have ended');
});

test('a full disk in the place of standard output is told, and nothing more is started', async () => {
  const here = scene();
  const line = `${EACH} -j1 --shell 'sleep 0.01; echo {}; echo {} >>ran' ::: ${numbers(300).join(' ')} >/dev/full; echo $? >&2`;
  const { stderr } = await here.run('sh', ['-c', line]);
  expect(stderr).toContain('xspawn: cannot write to standard output: no space left on device (ENOSPC)\n');
  expect(stderr).toMatch(/^125$/m);
  expect(linesIn(here, 'ran').length).toBeLessThan(300);
});

test('where a job’s output cannot be kept that is told, and the job counts as not done', async () => {
  const here = scene();
  const job = 'if [ {} = 1 ]; then head -c 5000000 /dev/zero; else echo {}; fi';
  const line = `ulimit -f 3000; ${EACH} -j1 --joblog jobs.log --shell '${job}' ::: 1 2 3; echo $? >&2`;
  const { stderr } = await here.run('bash', ['-c', line]);
  expect(stderr).toContain('xspawn: cannot keep the output in ');
  expect(stderr).toContain('TMPDIR may name another directory');
  expect(stderr).toMatch(/^125$/m);
  expect(joblog(here).map(({ seq }) => seq)).not.toContain(1);
});

test('a slow reader slows the start of jobs', async () => {
  const here = scene();
  // Each job writes 256 kB: with a pipe that is full, so many fit between a job and the reader, and no more run.
  const line = `${EACH} -j1 --shell 'head -c 262144 /dev/zero; echo {} >>ran' ::: ${numbers(40).join(' ')} | { ${waitFor('go')}; wc -c; }`;
  const running = here.start('sh', ['-c', line]);
  const ran = () => (existsSync(path.join(here.work, 'ran')) ? read(here, 'ran').split('\n').length - 1 : 0);
  await until(() => ran() >= 4, 'some jobs run');
  let before = -1;
  await until(async () => {
    const isStill = ran() === before;
    before = ran();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return isStill;
  }, 'no more are started');
  expect(before).toBeLessThan(20);
  here.write({ go: '' });
  expect((await running.ended).stdout.trim()).toBe(String(40 * 262_144));
  expect(ran()).toBe(40);
});
