// daemonize --foreground as the first process of a container: here, of a PID namespace. pid_namespaces(7)
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { processesAround, processInfo } from '../rig/processes.ts';
import type { Running } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { gotIn, TELLER } from '../xspawn/teller.ts';
import { stateOf } from './one-daemon.ts';

/** Were unshare(1) killed, the others would go on. */
const CONTAINER = ['--pid', '--fork', '--mount-proc', '--kill-child=KILL'];

const DAEMONIZE = toolPath('daemonize');

beforeEach(async ({ skip }) => {
  const { code, stderr } = await scene().run('unshare', [...CONTAINER, 'true']);
  if (code !== 0) skip(`there can be no namespaces here: ${stderr}`);
});

const inContainer = (...words: readonly string[]) => [...CONTAINER, DAEMONIZE, '--foreground', ...words];

/** The children of a process, as it is called outside. */
const childrenOf = (here: Scene, pid: number) => processesAround(here.root).filter((one) => parentOf(one.pid) === pid);

const parentOf = (pid: number): number | undefined => {
  try {
    return processInfo(pid).ppid;
  } catch {
    return undefined; // gone meanwhile
  }
};

/** The first process of the container, as it is called outside. */
const initOf = (here: Scene, { pid }: Running): Promise<number> =>
  until(() => childrenOf(here, pid)[0]?.pid, 'the container has begun');

test('codes are passed on, and death by a signal is 128+n', async () => {
  const here = scene();
  const codeOf = async (...words: readonly string[]) => (await here.run('unshare', inContainer(...words))).code;
  expect(await codeOf('sh', '-c', 'exit 7')).toBe(7);
  expect(await codeOf('sh', '-c', 'kill -TERM $$')).toBe(143);
  expect(await codeOf('sh', '-c', 'kill -KILL $$')).toBe(137);
  expect(await codeOf('--restart', '--max-restarts', '1', 'sh', '-c', 'exit 4')).toBe(4);
  expect(await codeOf('nonesuch')).toBe(127);
  expect(await codeOf('--nonesuch')).toBe(2);
});

test('signals reach the command, and the container ends as it does', async () => {
  const here = scene({ 'teller.cjs': TELLER });
  const running = here.start('unshare', inContainer(process.execPath, 'teller.cjs'));
  await running.until(/pid/);
  const init = await initOf(here, running);
  const names = ['HUP', 'USR1', 'USR2', 'WINCH', 'TERM'];
  for (const name of names) {
    process.kill(init, `SIG${name}`);
    await running.until(new RegExp(`got SIG${name}`));
  }
  expect(await running.ended).toMatchObject({ code: 7 });
  expect(gotIn(running.stdout)).toEqual(names);
});

test.each([
  ['TERM', 143],
  ['INT', 130],
] as const)('by %s, when the command does as it is asked, the code is %i', async (name, code) => {
  const here = scene();
  const running = here.start('unshare', inContainer('sh', '-c', 'echo up; exec sleep 1000'));
  await running.until(/up/);
  process.kill(await initOf(here, running), `SIG${name}`);
  expect(await running.ended).toMatchObject({ code });
});

test('the environment is that of the container, byte for byte', async () => {
  const here = scene();
  const environment = { 'A.B': '1', OPTIND: '7', PWD: '/elsewhere', LINES_OF: 'a\nb' };
  const { stdout } = await here.run('unshare', inContainer('env'), { environment });
  const expected = Object.entries({ ...here.environment, ...environment }).map((pair) => pair.join('='));
  expect(
    stdout
      .replace(/^DAEMONIZE_ID=.*\n/m, '')
      .trimEnd()
      .split('\n')
      .sort(),
  ).toEqual(expected.join('\n').split('\n').sort());
});

test('stop from within says that it has stopped it, before the container ends with it', async () => {
  const here = scene();
  const within = `until ${DAEMONIZE} status one >/dev/null 2>&1; do sleep 0.05; done; exec ${DAEMONIZE} stop one`;
  const script = `(${within}) & exec ${DAEMONIZE} --foreground --name one sleep 1000`;
  const { code, stdout } = await here.run('unshare', [...CONTAINER, 'sh', '-c', script]);
  expect({ code, stdout }).toEqual({ code: 143, stdout: 'one: stopped (1 process)\n' });
  expect(await stateOf(here, 'one')).toBe('stopped');
});

/** Since Node 22.15 and 23.11. */
const canBecomeInit = 'execve' in process;

test('where Node cannot reap, that is said', async ({ skip }) => {
  if (canBecomeInit) skip('this Node can become what reaps');
  const here = scene();
  const { stderr } = await here.run('unshare', inContainer('true'));
  expect(stderr).toMatch(/^daemonize: as the first process of a container it cannot reap .*: Node v20\S+ has no/);
  expect((await here.run('unshare', inContainer('--quiet', 'true'))).stderr).toBe('');
});

describe('where Node can become another program', () => {
  beforeEach(({ skip }) => {
    if (!canBecomeInit) skip(`Node ${process.version} has no process.execve`);
  });

  test('whoever has lost its parents is reaped', async () => {
    const here = scene();
    const script = 'for name in 1 2 3; do sh -c "sleep 1234 >/dev/null 2>&1 &"; done; echo up; exec sleep 1000';
    const running = here.start('unshare', inContainer('sh', '-c', script));
    await running.until(/up/);
    expect(running.stderr).not.toContain('reap');
    const init = await initOf(here, running);
    const orphans = await until(() => {
      const found = childrenOf(here, init).filter(({ command }) => command === 'sleep 1234');
      return found.length === 3 ? found : undefined;
    }, 'there are orphans');
    for (const { pid } of orphans) process.kill(pid, 'SIGKILL');
    await until(() => !orphans.some(({ pid }) => existsSync(`/proc/${pid}`)), 'no zombie is left of them');
    process.kill(init, 'SIGTERM');
    expect(await running.ended).toMatchObject({ code: 143 });
  });

  test('the container ends when daemonize is killed', async () => {
    const here = scene();
    const running = here.start('unshare', inContainer('sh', '-c', 'echo up; exec sleep 1000'));
    await running.until(/up/);
    const init = await initOf(here, running);
    for (const { pid } of childrenOf(here, init)) process.kill(pid, 'SIGKILL');
    expect(await running.ended).toMatchObject({ code: 137 });
    expect(processesAround(here.root)).toEqual([]);
  });
});
