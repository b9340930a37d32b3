import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { expectNothingLeft, startSleeping } from './births.ts';

/** The environment of a daemon that was started so, without the mark of its own. */
const environmentWith = async (options: readonly string[], caller = {}, files = {}) => {
  const { DAEMONIZE_ID, ...rest } = (await startSleeping(scene(files), options, caller)).environment;
  expect(DAEMONIZE_ID).toBeDefined();
  return rest;
};

test('--env sets variables beside those of the caller, and the last one counts', async () => {
  const options = ['--env', 'A=1', '-e', 'B=x=y z', '--env', 'A=2', '--env', 'EMPTY='];
  const { PATH, HOME, ...rest } = await environmentWith(options, { A: '0', C: '3' });
  expect(rest).toMatchObject({ A: '2', B: 'x=y z', C: '3', EMPTY: '' });
  expect([PATH, HOME]).not.toContain(undefined);
});

test('--clear-env hands on nothing but what is set', async () => {
  expect(await environmentWith(['--clear-env', '--env', 'A=1'], { B: '2' })).toEqual({ A: '1' });
  expect(await environmentWith(['--clear-env'])).toEqual({});
});

test("--env NAME hands on the caller's variable, and none when there is none", async () => {
  const options = ['--clear-env', '--env', 'B', '--env', 'NONE', '--env', 'A.B'];
  expect(await environmentWith(options, { B: 'a b\nc', C: '3', 'A.B': '1' })).toEqual({ B: 'a b\nc', 'A.B': '1' });
});

test('--env-file reads a .env file', async () => {
  const file = `
# a comment
PLAIN=one two   # another
SINGLE='a "b" #c'
DOUBLE="line\\nline"
export EXPORTED=yes
SPACED = around
EMPTY=
MANY="first
second"
`;
  expect(await environmentWith(['--clear-env', '--env-file', '.env'], {}, { '.env': file })).toEqual({
    PLAIN: 'one two',
    SINGLE: 'a "b" #c',
    DOUBLE: 'line\nline',
    EXPORTED: 'yes',
    SPACED: 'around',
    EMPTY: '',
    MANY: 'first\nsecond',
  });
});

test('a later file wins over an earlier one, and --env over both', async () => {
  const files = { a: 'A=1\nB=1\nC=1\n', b: 'B=2\nC=2\n' };
  const options = ['--env', 'C=3', '--env-file', 'a', '--env-file', 'b'];
  expect(await environmentWith(options, { A: '0', D: '0' }, files)).toMatchObject({ A: '1', B: '2', C: '3', D: '0' });
});

test('DAEMONIZE_ID is the own one of each daemon, also of one that a daemon starts', async () => {
  const { environment } = await startSleeping(scene(), [], { DAEMONIZE_ID: 'of-the-parent' });
  expect(environment.DAEMONIZE_ID).not.toBe('of-the-parent');
});

test('an environment file that cannot be read is refused, and nothing is started', async () => {
  const here = scene({ 'dir/': '' });
  for (const file of ['nowhere', 'dir']) {
    const ended = await here.daemonize('--env-file', file, 'sleep', '1000');
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain(file);
  }
  expectNothingLeft(here);
});

// Node itself looks for --env-file in all of its command line, up to the first `--`, and ends with code 9 when that
// file is missing: before a line of ours runs. nodejs/node#54232
test.fails('a missing --env-file of the command is no affair of daemonize', async () => {
  const here = scene();
  expect(await here.daemonize('--settle', '0', 'sh', '-c', 'exit 0', '--env-file', 'nowhere')).toMatchObject({
    code: 0,
  });
});

test('a missing --env-file of the command is no affair of daemonize behind --', async () => {
  const here = scene();
  const command = ['sh', '-c', 'exit 0', '--env-file', 'nowhere'];
  expect(await here.daemonize('--settle', '0', '--', ...command)).toMatchObject({ code: 0 });
});
