import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { startXspawn, xspawn } from './ways.ts';

/** Ends with each of the codes in turn; `kill` for death by a signal. Counts its starts in the file. */
const turns = (...ends: readonly (number | 'kill')[]): readonly string[] => {
  const cases = ends.map((end, index) => `${index + 1}) ${end === 'kill' ? 'kill -KILL $$' : `exit ${end}`} ;;`);
  return ['sh', '-c', `echo x >>count; case $(grep -c x count) in ${cases.join(' ')} esac; exit 99`];
};

const tries = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/^xspawn: sh: (try .*); again in /gm)].map(([, told]) => told ?? '');

test.each([
  [[], [0], 0, []],
  [[], [1, 2, 0], 0, ['try 1 of 4: exit code 1', 'try 2 of 4: exit code 2']],
  [[], [1, 2, 3, 4], 4, ['try 1 of 4: exit code 1', 'try 2 of 4: exit code 2', 'try 3 of 4: exit code 3']],
  [[], ['kill', 0], 0, ['try 1 of 4: killed by SIGKILL']],
  [['--retry-on', '75-78'], [75, 78, 1], 1, ['try 1 of 4: exit code 75', 'try 2 of 4: exit code 78']],
  [['--retry-on', '1,signal'], [1, 'kill', 2], 2, ['try 1 of 4: exit code 1', 'try 2 of 4: killed by SIGKILL']],
  [['--retry-on', 'timeout'], [1], 1, []],
] as const)('--retry 3 %j with the ends %j ends with %i', async (options, ends, code, told) => {
  const ended = await xspawn(scene(), '--retry', '3', '--retry-delay', '1ms', ...options, ...turns(...ends));
  expect({ code: ended.code, told: tries(ended.stderr) }).toEqual({ code, told });
});

test('--quiet keeps the tries to itself', async () => {
  const ended = await xspawn(scene(), '--quiet', '--retry', '3', '--retry-delay', '1ms', ...turns(1, 0));
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});

test('a try that ran out of time is tried again', async () => {
  const options = ['--retry', '1', '--retry-delay', '1ms', '--timeout', '200ms', '--retry-on', 'timeout'];
  const ended = await xspawn(scene(), ...options, 'sleep', '1000');
  expect(ended.code).toBe(124);
  expect(ended.stderr).toMatch(
    /^xspawn: sleep: try 1 of 2: timed out; again in 1 ?ms\nxspawn: sleep: timed out, ended after/,
  );
});

test('what is not there is not tried again', async () => {
  const ended = await xspawn(scene(), '--retry', '3', 'no-such-command');
  expect(ended.code).toBe(127);
  expect(ended.stderr).not.toContain('again');
});

test('of the output only that of the last try is printed with --quiet-unless-failed', async () => {
  const here = scene();
  const script = 'echo x >>count; grep -c x count; exit 1';
  const ended = await xspawn(
    here,
    '--quiet',
    '--quiet-unless-failed',
    '--retry',
    '2',
    '--retry-delay',
    '1ms',
    'sh',
    '-c',
    script,
  );
  expect(ended).toMatchObject({ code: 1, stdout: '3\n' });
});

test('a signal between two tries ends xspawn', async () => {
  const here = scene();

  const running = startXspawn(here, '--retry', '3', '--retry-delay', '1h', 'false');
  await running.until(/again in/, 'stderr');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
});
