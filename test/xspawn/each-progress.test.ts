import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { EACH, each, numbers } from './many.ts';

/** Where both streams are a terminal; the file that the line waits for appears when `seen` has been seen. */
const onTerminal = async (here: Scene, line: string, seen: RegExp) => {
  const environment = { NO_COLOR: '', TERM: 'xterm' };
  const running = here.start('script', ['-qec', line, '/dev/null'], { environment, stdin: 'open' });
  await running.until(seen);
  here.write({ go: '' });
  return running.ended;
};

/** Takes what is on the line away. */
const ERASE = '\r\u001b[K';

const JOB = 'until [ -e go ]; do sleep 0.01; done; echo out{}; [ {} != 2 ]';

test('on a terminal a line shows how far it has come, makes way, and is gone in the end', async () => {
  const here = scene();
  const { stdout } = await onTerminal(
    here,
    `${EACH} -j1 --shell '${JOB}' ::: 1 2 3`,
    /\[\.+\] {3}0% 0\/3 {2}1 running/,
  );
  const lines = stdout.split('\r\n').map((line) => line.split(ERASE).at(-1));
  expect(lines.slice(0, 4)).toEqual(['out1', 'out2', 'out3', expect.stringMatching(/^xspawn: 3 jobs, 1 failed, in /)]);
  expect(lines[4]).toContain('  2: exit code 1: until');
});

test('progress counts, where the inputs still come', async () => {
  const here = scene();
  const line = `(echo 1; until [ -e go ]; do sleep 0.01; done) | ${EACH} echo`;
  const { stdout } = await onTerminal(here, line, /1 done {2}/);
  expect(stdout).toContain('1 job, all succeeded');
});

test('how much there is in a long file is known at once', async () => {
  const here = scene({ inputs: `${numbers(300_000).join('\n')}\n` });
  const job = 'until [ -e go ]; do sleep 0.01; done; exit 1';
  const { stdout } = await onTerminal(here, `${EACH} -a inputs -j1 --halt now --shell '${job}'`, /0% 0\/300000/);
  expect(stdout).toContain('xspawn: 1 job, 1 failed');
});

test.each([
  ['--quiet', '--quiet'],
  ['TERM=dumb', ''],
])('with %s a terminal is spared the line', async (setting, option) => {
  const here = scene();
  const environment = { NO_COLOR: '', TERM: setting === 'TERM=dumb' ? 'dumb' : 'xterm' };
  const line = `${EACH} ${option} --shell 'sleep 0.3; echo out' ::: 1`;
  const { stdout } = await here.run('script', ['-qec', line, '/dev/null'], { environment, stdin: '' });
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('out');
});

test('elsewhere nothing is said of a success, and of failures at the end', async () => {
  const here = scene();
  expect(await each(here, ['true', ':::', '1', '2'])).toMatchObject({ stdout: '', stderr: '' });
  const { stderr } = await each(here, ['-k', 'false', ':::', ...numbers(13)]);
  expect(stderr.split('\n')).toHaveLength(1 + 10 + 1 + 1);
  expect(stderr).toMatch(/^xspawn: 13 jobs, 13 failed, in .*\n {2}\d+: exit code 1: false \d+\n/);
  expect(stderr).toContain('  and 3 more\n');
  expect((await each(here, ['--quiet', 'false', ':::', '1'])).stderr).toBe('');
});

test('who has to type the inputs is told so', async () => {
  const here = scene();
  const running = here.start('script', ['-qec', `${EACH} echo got`, '/dev/null'], { stdin: 'open' });
  await running.until(/reading inputs from the terminal/);
  running.write('a\n');
  await running.until(/got a/);
  running.write('\u0004');
  expect((await running.ended).stdout).toContain('1 job, all succeeded');
});
