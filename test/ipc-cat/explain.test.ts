import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';

test('--explain says which side ended first, how much passed each way, and why it ended', async () => {
  const ended = await scene().tool('ipc-cat', ['--explain', 'exec:tr a b'], { stdin: 'aaa\n' });
  expect(ended).toEqual({
    code: 0,
    signal: null,
    stdout: 'bbb\n',
    stderr:
      'ipc-cat: exec:tr a b to -: 4 (4 bytes); all handed over, and the end passed on\n' +
      'ipc-cat: - to exec:tr a b: 4 (4 bytes); all handed over, and the end passed on\n' +
      'ipc-cat: the way from - ended first\n' +
      'ipc-cat: exit code 0\n',
  });
});

test('with --json it is one object, and all that is told is JSON', async () => {
  const { code, stderr } = await scene().tool(
    'ipc-cat',
    ['--explain', '--json', '--frame', 'lines', '--idle-timeout', '300ms', '-', 'exec:sh -c "cat; sleep 5"'],
    { stdin: 'a\nb\n' },
  );
  expect(code).toBe(124);
  const told = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(told[0]).toEqual({ type: 'idle', forMs: 300 });
  expect(told.at(-1)).toEqual({
    type: 'explain',
    code: 124,
    first: '-',
    ways: [
      {
        from: '-',
        to: 'exec:sh -c "cat; sleep 5"',
        bytes: 4,
        messages: 2,
        pending: 0,
        end: 'whole',
        says: expect.any(String),
      },
      {
        from: 'exec:sh -c "cat; sleep 5"',
        to: '-',
        bytes: 4,
        messages: 2,
        pending: 0,
        end: 'cancelled',
        says: expect.any(String),
      },
    ],
    cut: 'idle',
    why: expect.any(String),
  });
});

test('what went wrong is in it', async () => {
  const here = scene();
  const ended = await here.tool('ipc-cat', ['--explain', '--json', 'exec:sh -c "exit 3"'], {
    stdin: 'x'.repeat(1_000_000),
  });
  const told = ended.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(ended.code).toBe(3);
  expect(told.at(-1)).toMatchObject({ type: 'explain', code: 3, ways: [{ end: 'whole' }, { end: 'reader-gone' }] });
});

test('it says, too, that an address could not be opened', async () => {
  const explained = async (...words: readonly string[]) =>
    (await scene().tool('ipc-cat', ['--explain', ...words])).stderr;
  expect(await explained('unix:nobody')).toMatch(
    /^ipc-cat: nothing has passed, as unix:nobody could not be opened\nipc-cat: exit code 1\nipc-cat: cannot connect to /,
  );
  const told = await explained('--json', 'exec:true', 'unix:nobody');
  expect(JSON.parse(told.split('\n')[0] ?? '')).toMatchObject({ type: 'explain', code: 125, unopened: 'unix:nobody' });
});
