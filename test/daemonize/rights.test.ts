// Whose rights count where users meet. What needs root.
import { chmodSync, chownSync, lchownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { isAlive, processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectNothingLeft } from './births.ts';
import { expectSentence, running } from './one-daemon.ts';

const NOBODY = 65534;

beforeEach(({ skip }) => {
  if (process.getuid?.() !== 0) skip('needs root');
});

const folderOfNobody = ({ root }: Scene): string => {
  const folder = path.join(root, 'theirs');
  mkdirSync(folder, { mode: 0o755 });
  chownSync(folder, NOBODY, NOBODY);
  return folder;
};

const AS_NOBODY = ['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'];
const WITHOUT_KILL = ['--bounding-set=-kill', '--inh-caps=-kill', '--ambient-caps=-kill'];

test('a process that we may not signal is told, and keeps none of the others from being ended', async ({ skip }) => {
  const { here, actor } = await running();
  if ((await here.run('setpriv', [...WITHOUT_KILL, 'true']).catch(() => undefined))?.code !== 0)
    return skip('setpriv cannot take the right to signal others away');
  const theirs = await actor.do({ spawn: [...AS_NOBODY, 'sleep', '1000'], detached: true });
  await until(() => processInfo(theirs).uid === NOBODY, 'it has become nobody');
  const ours = await actor.do({ spawn: ['sleep', '1000'], detached: true });
  const ended = await here.run('setpriv', [...WITHOUT_KILL, toolPath('daemonize'), 'stop', 'server']);
  expect(ended).toEqual({
    ...{ code: 1, signal: null, stderr: '' },
    stdout: `server: pid ${theirs} cannot be ended: the kernel holds it, or it belongs to another user\n`,
  });
  expect([actor.pid, ours, theirs].map((pid) => isAlive(pid))).toEqual([false, false, true]);
  expect(await here.daemonize('status', 'server', '--quiet')).toMatchObject({ code: 3 });
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stderr: '' });
  expect(isAlive(theirs)).toBe(false);
});

test('--ready exec: the check runs as the user of the daemon', async () => {
  const here = scene();
  const file = path.join(folderOfNobody(here), 'who');
  const check = `exec:sh -c "id -un > ${file}; id -g >> ${file}"`;
  const ended = await here.daemonize('--user', 'nobody', '--chdir', '/', '--ready', check, 'sleep', '1000');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const group = (await here.run('id', ['-g', 'nobody'])).stdout;
  expect(readFileSync(file, 'utf8')).toBe(`nobody\n${group}`);
});

test.each([
  ['--user', '4294967295'],
  ['--user', '4294967296'],
  ['--user', '99999999999999999999'],
  ['--group', '4294967295'],
  ['--group', '4294967296'],
])('%s %s, which is no id, is refused', async (option, id) => {
  const here = scene();
  const ended = await here.daemonize(option, id, 'sleep', '1000');
  expectSentence(ended, 1, `${option}: there is no ${option.slice(2)} ${id}`);
  expectNothingLeft(here);
});

test.each([['--log'], ['--stdout'], ['--stderr']])(
  '%s never follows the link of another user in a directory that all may write to',
  async (option) => {
    const here = scene();
    const shared = path.join(here.root, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    const target = path.join(here.root, 'target');
    writeFileSync(target, 'for root alone\n', { mode: 0o644 });
    symlinkSync(target, `${shared}/x`);
    lchownSync(`${shared}/x`, NOBODY, NOBODY);
    const ended = await here.daemonize(option, `${shared}/x`, 'sh', '-c', 'echo no; echo no >&2; exec sleep 1000');
    expectSentence(ended, 1, `${shared}/x is a symbolic link that user ${NOBODY} made in a shared directory`);
    expect(readFileSync(target, 'utf8')).toBe('for root alone\n');
    expectNothingLeft(here);
  },
);

test('--log follows a link of our own in such a directory', async () => {
  const here = scene();
  const shared = path.join(here.root, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  symlinkSync(path.join(here.root, 'target'), `${shared}/x`);
  const ended = await here.daemonize('--log', `${shared}/x`, 'sh', '-c', 'echo yes; exec sleep 1000');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  await until(() => readFileSync(path.join(here.root, 'target'), 'utf8') === 'yes\n', 'it has written');
});
