import path from 'node:path';
import { expect, test } from 'vitest';
import { offloadKinds } from '../../packages/fork-bench/src/suites/offload/offload-spec.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { expectSound, forkBench, groupsIn, namesIn, only, resultsIn } from './suites.ts';

const places = Object.values(offloadKinds);

test('offload tells what others wait meanwhile, and what the computation takes', async () => {
  const ended = await forkBench(scene(), 'offload', '--budget', '1s', '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const result = only(resultsIn(ended.stdout));
  result.measurements.forEach(expectSound);
  const [cheap, heavy] = ['what a cheap request waits meanwhile', 'the request that computes'];
  expect(groupsIn(result)).toEqual([cheap, heavy]);
  expect(namesIn(result, cheap)).toEqual(['nothing is computed', ...places]);
  expect(namesIn(result, heavy)).toEqual(places);
});

const entry = path.join(path.dirname(toolPath('fork-bench')), 'child-offload-server.cjs');

/** Asks a server of this kind to compute; the process that has started it holds the channel. */
const ASKING = `
  const { fork } = require('node:child_process');
  const server = fork(process.argv[1], [process.argv[2]]);
  server.once('message', async ({ port }) => {
    const answers = await Promise.all([1, 2, 3].map(() => fetch('http://127.0.0.1:' + port + '/compute').then((one) => one.text())));
    console.log(JSON.stringify(answers));
    server.disconnect();
  });
`;

test('wherever it is computed, the same comes out, also for several at once', async () => {
  const here = scene();
  const answers = await Promise.all(
    Object.keys(offloadKinds).map(async (kind) => {
      const spec = JSON.stringify({ kind, iterations: 1_000 });
      return (await here.run(process.execPath, ['-e', ASKING, entry, spec])).stdout;
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(JSON.parse(answers[0] as string)).toEqual(Array(3).fill(expect.stringMatching(/^\d+\n$/)));
});
