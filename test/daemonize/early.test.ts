// A supervisor is called before anything else is known, and boots while its command is started.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processesAround, processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectNothingLeft } from './births.ts';
import { eventsOf, expectSentence, freePort, running, stateOf, statusOf, withPuppet } from './one-daemon.ts';

const DIE = "process.kill(process.pid, 'SIGKILL');\n";

/** The command of a daemonize of which one file is another: it begins with `code`. */
const changed = (here: Scene, file: string, code: string): readonly [string, string] => {
  const folder = path.join(here.root, 'built');
  cpSync(path.dirname(toolPath('daemonize')), folder, { recursive: true });
  const name = path.join(folder, file);
  writeFileSync(name, `${code}${readFileSync(name, 'utf8')}`);
  return [process.execPath, path.join(folder, 'cli.cjs')];
};

const untilAlone = (here: Scene): Promise<unknown> =>
  until(() => processesAround(here.root).length === 0, 'the supervisor has gone');

test.each([
  ['--restart', '--nmae', 'x', 'sleep', '1'],
  ['--restart', '--max-restarts', 'many', 'sleep', '1'],
  ['--restart'],
  ['--restart=sometimes', 'sleep', '1'],
  ['--log-size', '1', 'sleep', '1'],
])('%s %s %s: wrong usage leaves no supervisor, and touches nothing', async (...words) => {
  const here = scene();
  expectSentence(await here.daemonize(...words), 2);
  await untilAlone(here);
  expectNothingLeft(here);
});

test.each([
  ['a word of the command', ['--clear-env', 'sleep', '1000', '--restart']],
  ['a dry run', ['--dry-run', '--restart', 'sleep', '1000']],
])('%s calls nobody who stays', async (_what, words) => {
  const here = scene();
  expect((await here.daemonize('--settle', '0', ...words)).stderr).toBe('');
  await until(
    () => processesAround(here.root).every(({ command }) => !command.includes('supervisor')),
    'there is no supervisor',
  );
});

test.each([
  ['before it can hear anything', DIE],
  ['when it is to say how it went', `require('node:net').Socket.prototype.end = () => {${DIE}};`],
])('a supervisor that dies %s is missed, and nothing is left', async (_when, code) => {
  const here = scene();
  const [node, cli] = changed(here, 'supervisor.cjs', code);
  const ended = await here.run(node, [cli, '--settle', '0', '--restart', 'sleep', '1000']);
  expectSentence(ended, 1, /the supervisor ended by itself/);
  expectNothingLeft(here);
});

test('a launcher that is killed before it has said anything leaves nothing', async () => {
  const here = scene();
  const [node, cli] = changed(here, 'start.cjs', DIE);
  expect(await here.run(node, [cli, '--restart', 'sleep', '1000'])).toMatchObject({ signal: 'SIGKILL' });
  await untilAlone(here);
  expectNothingLeft(here);
});

test('a launcher that is killed while it waits leaves what it has started looked after', async () => {
  const { here, puppet } = await withPuppet();
  const port = await freePort();
  const start = here.startDaemonize('--restart', '--ready', `port:${port}`, '--ready-timeout', '1h', ...puppet.command);
  const first = await puppet.connected();
  await until(async () => (await stateOf(here)) === 'starting', 'it is written down');
  start.kill('SIGKILL');
  await start.ended;
  await until(async () => (await stateOf(here)) === 'running', 'it counts as running');
  expect(await statusOf(here)).toMatchObject({ pid: first.pid, supervisorPid: expect.any(Number) });
  await first.do({ exit: 1 });
  await puppet.connected();
});

test('one that has ended before its supervisor came is started again as any other', async () => {
  const here = scene();
  const words = ['--settle', '0', '--restart', '--max-restarts', '1/1h', 'sh', '-c', 'echo oh no >&2; exit 3'];
  expect(await here.daemonize(...words)).toMatchObject({ code: 0, stderr: '' });
  await until(async () => (await stateOf(here, 'sh')) === 'failed', 'it is given up');
  expect((await eventsOf(here, 'sh')).map(({ exit, lastLine, type }) => [type, exit, lastLine])).toEqual([
    ['started', undefined, undefined],
    ['exited', { code: 3 }, 'oh no'],
    ['started', undefined, undefined],
    ['exited', { code: 3 }, 'oh no'],
    ['left', undefined, undefined],
  ]);
});

test('the last lines of a run are those of no run before', async () => {
  const here = scene();
  await here.daemonize('--name', 'x', '--settle', '0', 'sh', '-c', 'echo before >&2');
  await until(async () => (await stateOf(here, 'x')) === 'exited', 'it has ended');
  await here.daemonize('--name', 'x', '--settle', '0', '--restart=on-failure', 'true');
  await until(async () => (await eventsOf(here, 'x')).at(-1)?.type === 'left', 'it has ended, too');
  const ends = (await eventsOf(here, 'x')).filter(({ type }) => type === 'exited');
  expect(ends.at(-1)).toMatchObject({ exit: { code: 0 }, lastLine: null });
});

test('ps shows for whom a supervisor is there', async () => {
  const { here } = await running('--restart');
  const { supervisorPid } = await statusOf(here);
  expect(processInfo(Number(supervisorPid)).command.join(' ')).toMatch(
    new RegExp(`supervisor\\.cjs ${here.state} server *$`),
  );
});
