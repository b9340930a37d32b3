import { expect, test } from 'vitest';
import { processesWith } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { forkBench, namesIn, only, resultsIn, startForkBench } from './suites.ts';

/** Of the processes of a scene those whose command line has this. */
const processesOf = (here: Scene, what: string) =>
  processesWith(here.marker).filter(({ command }) => command.includes(what));

const nothingLeft = (here: Scene) => until(() => processesWith(here.marker).length === 0, 'nothing is left');

const killDriver = (here: Scene): void => {
  for (const { pid } of processesOf(here, 'driver.cjs')) process.kill(pid, 'SIGKILL');
};

test('a driver that is killed is told of, what was found is kept, and nothing of it is left', async () => {
  const here = scene();
  const running = startForkBench(here, 'create', '--budget', '1s', '--workers', '1', '--json');
  await until(() => processesOf(here, 'child-idle.cjs').length > 0, 'it has come to its last step');
  killDriver(here);
  const ended = await running.ended;
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /^fork-bench: create under Node \S+ ended early, in "memory": killed by SIGKILL\n {2}what /,
  );
  expect(namesIn(only(resultsIn(ended.stdout)), 'time from the call')).toContain('fork → exit');
  await nothingLeft(here);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends us by that signal, and the driver', async (signal) => {
  const here = scene();
  const running = startForkBench(here, 'timers', '--budget', '1h');
  await until(() => processesOf(here, 'driver.cjs').length > 0, 'the driver runs');
  running.kill(signal);
  expect(await running.ended).toMatchObject({ code: null, signal, stderr: '' });
  await nothingLeft(here);
});

test('kill -9 leaves nothing behind', async () => {
  const here = scene();
  const running = startForkBench(here, 'create', '--budget', '1h');
  await until(() => processesOf(here, 'child-').length > 0, 'the driver has a child');
  running.kill('SIGKILL');
  await running.ended;
  await nothingLeft(here);
});

test('a suite that takes longer than --timeout is ended', async () => {
  const here = scene();
  const ended = await forkBench(here, 'timers', '--budget', '1h', '--timeout', '500ms', '--json');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/ended early.*: it took longer than 500ms\n/);
  expect(only(resultsIn(ended.stdout)).suite).toBe('timers');
  await nothingLeft(here);
});

test('too few descriptors are told in a sentence', async () => {
  const here = scene();
  const command = [toolPath('fork-bench'), 'create', '--budget', '1s', '--json'];
  const ended = await here.run('sh', ['-c', 'ulimit -n 30; exec "$@"', 'sh', ...command]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /^fork-bench: create under Node \S+ ended early, in "\w+": [^\n]*EMFILE[^\n]*\n {2}[^\n]*\n$/,
  );
  expect(only(resultsIn(ended.stdout)).suite).toBe('create');
});
