// xspawn as the first process of a container: here, of a PID namespace. pid_namespaces(7)
import { beforeEach, expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { gotIn, TELLER } from './teller.ts';
import { WAYS } from './ways.ts';

/** Were unshare(1) killed, the others would go on. */
const CONTAINER = ['--pid', '--fork', '--mount-proc', '--kill-child=KILL'];

beforeEach(async ({ skip }) => {
  const { code, stderr } = await scene().run('unshare', [...CONTAINER, 'true']);
  if (code !== 0) skip(`there can be no namespaces here: ${stderr}`);
});

const inContainer = (...words: readonly string[]) => [...CONTAINER, toolPath('xspawn'), ...words];

test.each(WAYS)('codes are passed on, and death by a signal is 128+n, %s', async (_, options) => {
  const here = scene();
  const codeOf = async (script: string) =>
    (await here.run('unshare', inContainer(...options, 'sh', '-c', script))).code;
  expect(await codeOf('exit 7')).toBe(7);
  expect(await codeOf('kill -TERM $$')).toBe(143);
  expect(await codeOf('kill -KILL $$')).toBe(137);
});

/** Who it is outside. */
const pidOutside = (here: Scene): Promise<number> =>
  until(
    () => processesAround(here.root).find(({ command }) => /^\S*node \S*cli\.cjs/.test(command))?.pid,
    'xspawn is there',
  );

test.each(WAYS)('signals reach the command, %s', async (_, options) => {
  const here = scene({ 'teller.cjs': TELLER });
  const running = here.start('unshare', inContainer(...options, process.execPath, 'teller.cjs'));
  await running.until(/pid/);
  const xspawn = await pidOutside(here);
  const names = ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'WINCH', 'TERM'];
  for (const name of names) {
    process.kill(xspawn, `SIG${name}`);
    await running.until(new RegExp(`got SIG${name}`));
  }
  expect(await running.ended).toMatchObject({ code: 7 });
  expect(gotIn(running.stdout)).toEqual(names);
});

test.each(WAYS)('a command that does not catch TERM dies of it, %s', async (_, options) => {
  const here = scene();
  const running = here.start('unshare', inContainer(...options, 'sh', '-c', 'echo up; exec sleep 1000'));
  await running.until(/up/);
  process.kill(await pidOutside(here), 'SIGTERM');
  expect(await running.ended).toMatchObject({ code: 143 });
});

const STATES = 'cat /proc/[0-9]*/stat | sed "s/.*) \\(.\\).*/\\1/"';

test.each([
  ['tries', ['--retry', '3', '--retry-delay', '1ms', 'sh', '-c', `${STATES}; exit 3`]],
  ['jobs', ['-j', '1', '--each', '--', 'sh', '-c', STATES, ':::', '1', '2', '3', '4', '5']],
])('%s leave no zombies', async (_, words) => {
  const { stdout } = await scene().run('unshare', inContainer(...words));
  expect(stdout).toMatch(/^R$/m);
  expect(stdout).not.toContain('Z');
});
