import { expect, test } from 'vitest';
import { tourStops } from '../../packages/fork-bench/src/suites/plan-suite.ts';
import { processesWith } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { expectSound, namesIn, only, resultsIn, startForkBench } from './suites.ts';

const stops = tourStops().map(({ suite }) => suite);

test('without operands fork-bench goes through all suites, and shows each as soon as it is done', async () => {
  const here = scene();
  const running = startForkBench(here, '--budget', '1s', '--json');
  await running.until(/\n/);
  expect(resultsIn(running.stdout).length).toBeLessThan(stops.length);
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const results = resultsIn(ended.stdout);
  expect(results.map(({ suite }) => suite)).toEqual(stops);
  for (const { measurements } of results) measurements.forEach(expectSound);
});

test('SIGINT shows what was found so far, and ends the tour by that signal', async () => {
  const here = scene();
  const running = startForkBench(here, '--budget', '1s', '--json');
  const isWeighing = () => processesWith(here.marker).some(({ command }) => command.includes('child-idle.cjs'));
  await until(isWeighing, 'create has come to its last step');
  running.kill('SIGINT');
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: null, signal: 'SIGINT', stderr: '' });
  expect(namesIn(only(resultsIn(ended.stdout)), 'time from the call')).toContain('fork → exit');
  await until(() => processesWith(here.marker).length === 0, 'nothing is left');
});
