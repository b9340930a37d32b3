import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { onPath } from '../../packages/fork-bench/src/suites/on-path.ts';
import { processesWith } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

const built = path.dirname(toolPath('fork-bench'));

/** A driver without a parent that would end its process group. */
const startDriver = (here: Scene, suite: string, budgetMs = 600_000) => {
  const settings = { budgetMs, pins: ['free'], workers: [2], isBrief: false };
  const words = [process.execPath, path.join(built, 'driver.cjs'), JSON.stringify({ suite, settings })];
  return here.start('sh', ['-c', 'exec "$@" 3>&1', 'sh', ...words], { stdin: 'open' });
};

const isThere = (here: Scene, what: string): boolean =>
  processesWith(here.marker).some(({ command }) => command.includes(what));

test.each([
  ['ipc', 'the far end of a conversation', 'child-ipc-far', 600_000],
  ['http', 'what loads a server', 'child-load', 600_000],
  // Only its third step has such children.
  ['offload', 'what computes elsewhere', 'child-compute', 1_000],
])('%s: when a driver is killed, everything ends by itself, %s too', async (suite, _, what, budgetMs) => {
  const here = scene();
  const running = startDriver(here, suite, budgetMs);
  await until(() => isThere(here, what), `${what} runs`);
  running.kill('SIGKILL');
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL', stderr: '' });
  await until(() => processesWith(here.marker).length === 0, 'nothing is left');
  expect(readdirSync(here.temporary)).toEqual([]);
});

test.skipIf(onPath('wrk') === undefined)('wrk ends with who has started it', async () => {
  const here = scene();
  const running = startDriver(here, 'http');
  await until(() => isThere(here, onPath('wrk') as string), 'wrk runs');
  for (const { command, pid } of processesWith(here.marker)) {
    if (command.includes('child-load')) process.kill(pid, 'SIGTERM');
  }
  running.kill('SIGKILL');
  await until(() => processesWith(here.marker).length === 0, 'nothing is left');
});
