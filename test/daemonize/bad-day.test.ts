import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive, processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { BIRTHS, expectNothingLeft, pidIn, recordFile, startSleeping } from './births.ts';
import { expectSentence, statusOf } from './one-daemon.ts';

const SPOILT: readonly (readonly [string, RegExp, (here: Scene) => void])[] = [
  [
    'belongs to somebody else',
    /refusing the state folder .*: it belongs to user 65534/,
    ({ state }) => {
      mkdirSync(state, { mode: 0o700 });
      chownSync(state, 65534, 65534);
    },
  ],
  [
    'others may write to',
    /refusing the state folder .*: others may write to it/,
    ({ state }) => {
      mkdirSync(state);
      chmodSync(state, 0o770);
    },
  ],
  [
    'is a symbolic link',
    /refusing the state folder .*: it is not a directory/,
    ({ state, temporary }) => symlinkSync(temporary, state),
  ],
  ['is a file', /refusing the state folder .*: it is not a directory/, ({ state }) => writeFileSync(state, '')],
  [
    'cannot be made',
    /cannot make the state folder .*ENOTDIR|cannot .*state.*ENOTDIR/,
    ({ state }) => writeFileSync(path.dirname(state), ''),
  ],
];

test.each(SPOILT)('a state folder that %s is refused by every verb', async (what, words, spoil) => {
  const here = scene();
  const state = path.join(here.root, 'spoilt', 'state');
  if (what !== 'cannot be made') mkdirSync(path.dirname(state));
  spoil({ ...here, state });
  const verbs = [['sleep', '1000'], ['list'], ['status', 'x'], ['stop', '--all'], ['logs', 'x'], ['remove', 'x']];
  for (const verb of what === 'cannot be made' ? verbs.slice(0, 1) : verbs) {
    const ended = await here.tool('daemonize', verb, { environment: { DAEMONIZE_HOME: state } });
    expectSentence(ended, 1, words);
  }
  expectNothingLeft(here);
});

test('a state folder is made for its owner alone', async () => {
  const here = scene();
  await startSleeping(here);
  const { stdout } = await here.run('find', [here.state, '-perm', '/077', '!', '-name', 'pid']);
  expect(stdout).toBe('');
});

const damage = (here: Scene, name: string, text: string): void => writeFileSync(recordFile(here, name), text);

test.each([
  ['is empty', ''],
  ['is cut off', '{"version":1,"name":"ba'],
  ['is of another daemon', '{"version":1,"name":"other"}'],
  ['is of another version', '{"version":99,"name":"bad"}'],
  ['is no record', '[]'],
  ['is null', 'null'],
  ['has nothing but the name', '{"version":1,"name":"bad"}'],
  ['has no earlier runs', '{"version":1,"name":"bad","id":"x","settings":{"command":["sleep"]},"logs":{}}'],
  ['has no settings', '{"version":1,"name":"bad","id":"x","leftIds":[],"logs":{}}'],
  ['has no command', '{"version":1,"name":"bad","id":"x","leftIds":[],"settings":{},"logs":{}}'],
  ['has no logs', '{"version":1,"name":"bad","id":"x","leftIds":[],"settings":{"command":["sleep"]}}'],
])('a record that %s is told in a sentence, and hides no other daemon', async (_what, text) => {
  const here = scene();
  await startSleeping(here, ['--name', 'bad']);
  const { pid } = await startSleeping(here, ['--name', 'good']);
  const whole = readFileSync(recordFile(here, 'bad'), 'utf8');
  damage(here, 'bad', text);
  for (const verb of ['status', 'stop', 'restart', 'remove', 'logs', 'wait']) {
    expectSentence(await here.daemonize(verb, 'bad'), 1, /bad\/record\.json is damaged/);
  }
  expectSentence(await here.daemonize('--name', 'bad', 'sleep', '1'), 1, /bad\/record\.json is damaged/);
  const list = await here.daemonize('list', '--json');
  expectSentence(list, 1, /bad\/record\.json is damaged/);
  expect(JSON.parse(list.stdout)).toMatchObject([{ name: 'good', pid, state: 'running' }]);
  expectSentence(await here.daemonize('stop', '--all'), 1, /bad\/record\.json is damaged/);
  expect(isAlive(pid)).toBe(false);
  expect(readFileSync(recordFile(here, 'bad'), 'utf8')).toBe(text);
  damage(here, 'bad', whole);
});

/** A file system of 128 kB for the state, without any room left in it. */
const onFullDisk = async (here: Scene, skip: (reason: string) => void): Promise<() => void> => {
  mkdirSync(here.state, { mode: 0o700 });
  const { code, stderr } = await here.run('mount', ['-t', 'tmpfs', '-o', 'size=128k,mode=700', 'none', here.state]);
  if (code !== 0) skip(`cannot mount a small file system: ${stderr}`);
  onTestFinished(async () => {
    await here.run('umount', ['--lazy', here.state]);
  });
  return () => {
    const chunk = Buffer.alloc(4096);
    try {
      for (let index = 0; ; index += 1) writeFileSync(path.join(here.state, `.fill${index}`), chunk);
    } catch {}
  };
};

describe.each(BIRTHS)('born through %s, on a full disk', (_, environment) => {
  test('a start fails with a sentence, and leaves nothing', async ({ skip }) => {
    const here = scene();
    const fill = await onFullDisk(here, skip);
    fill();
    const ended = await here.tool('daemonize', ['sleep', '1000'], { environment });
    expectSentence(ended, 1, /ENOSPC/);
    expect(processesAround(here.root)).toEqual([]);
    expect(await here.daemonize('list', '--json')).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
  });

  test('what runs can be seen and stopped, and starts again once there is room', async ({ skip }) => {
    const here = scene();
    const fill = await onFullDisk(here, skip);
    const pid = pidIn(await here.tool('daemonize', ['sleep', '1000'], { environment }));
    fill();
    expectSentence(await here.tool('daemonize', ['--name', 'x', 'sleep', '1'], { environment }), 1, /ENOSPC/);
    expect(await statusOf(here, 'sleep')).toMatchObject({ state: 'running', pid });
    const stopped = await here.daemonize('stop', 'sleep');
    expect(stopped.stderr).not.toMatch(/^ {4}at /m);
    expect(isAlive(pid), stopped.stderr).toBe(false);
    await here.run('sh', ['-c', 'rm "$0"/.fill*', here.state]);
    pidIn(await here.tool('daemonize', ['sleep', '1000'], { environment }));
    await here.daemonize('stop', '--all');
  });

  test('what is stopped stays stopped, and its end is told once', async ({ skip }) => {
    const here = scene();
    const fill = await onFullDisk(here, skip);
    const pid = pidIn(await here.tool('daemonize', ['--restart', 'sleep', '1000'], { environment }));
    fill();
    expect(await here.daemonize('stop', 'sleep')).toMatchObject({ code: 0, stderr: '' });
    expect(isAlive(pid)).toBe(false);
    expect(await statusOf(here, 'sleep')).toMatchObject({ state: 'stopped', pid: null });
    await here.run('sh', ['-c', 'rm "$0"/.fill*', here.state]);
    expect(await here.daemonize('resume')).toMatchObject({ code: 0, stdout: 'sleep: stopped\n' });
  });

  test('restart and up leave alone what they could not start again', async ({ skip }) => {
    const here = scene({ Procfile: 'one: sleep 1000\n' });
    const fill = await onFullDisk(here, skip);
    const { code, stdout } = await here.tool('daemonize', ['up'], { environment });
    expect(code).toBe(0);
    const pid = Number(/pid (\d+)/.exec(stdout)?.[1]);
    fill();
    expectSentence(await here.tool('daemonize', ['restart', 'one'], { environment }), 1, /ENOSPC/);
    here.write({ Procfile: 'one: sleep 1001\n' });
    expectSentence(await here.tool('daemonize', ['up'], { environment }), 1, /ENOSPC/);
    expect(await statusOf(here, 'one')).toMatchObject({ state: 'running', pid });
    expect((await here.daemonize('events', 'one')).stdout).toMatch(/^\S+ +started .*\n$/);
    await here.daemonize('stop', 'one');
  });
});
