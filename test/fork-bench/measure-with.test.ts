import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

interface Result {
  readonly way: string;
  readonly userMs: number | null;
  readonly maxRssBytes: number | null;
}

test.each([
  ['probe', true, true],
  ['perl', true, false], // the shell is smaller than perl itself
  ['bash', true, false],
  ['wait', false, false],
])('--measure-with %s says so, and tells what it can', async (way, tellsCpu, tellsMemory) => {
  const here = scene();
  const operands = ['--measure-with', way, '--runs', '3', '--warmup', '1', '--json', ':'];
  const { code, stdout } = await here.tool('fork-bench', [...operands, '--shell', 'sh']);
  expect(code).toBe(0);
  const [result] = JSON.parse(stdout).results as readonly Result[];
  expect(result).toMatchObject({ way });
  expect(typeof result?.userMs === 'number').toBe(tellsCpu);
  expect(typeof result?.maxRssBytes === 'number').toBe(tellsMemory);
});

test('a way that does not work here is refused with its reason', async () => {
  const operands = [toolPath('fork-bench'), '--measure-with', 'perl', '--runs', '3', '/bin/true'];
  const ended = await scene().run(process.execPath, operands, { environment: { PATH: '/nowhere' } });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^fork-bench: cannot measure with perl here: there is no perl on PATH\n {2}\S/);
});

test('kill -9 of fork-bench takes the command with it', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('there is no probe');
  const here = scene();
  const command = `sh -c 'touch begun; exec sleep 1000'`;
  const running = here.start(toolPath('fork-bench'), ['--measure-with', 'probe', '--runs', '3', command]);
  await until(() => existsSync(path.join(here.work, 'begun')), 'the command runs');
  running.kill('SIGKILL');
  await until(() => processesAround(here.root).length === 0, 'nothing is left');
});
