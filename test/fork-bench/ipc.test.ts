import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { channels } from '../../packages/fork-bench/src/suites/ipc/channels.ts';
import { hasTaskset } from '../../packages/fork-bench/src/suites/ipc/taskset.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { expectSound, forkBench, groupsIn, namesIn, only, resultsIn } from './suites.ts';

const { handle, transfer, ...others } = channels;
const plain = Object.values(others);
const sizes = ['64 B', '4 KB', '1 MB'];

/** The groups of one place, in words, with the names that each has. */
const expected = (where: string): Readonly<Record<string, readonly string[]>> => ({
  ...Object.fromEntries(
    ['round trip', 'one way'].flatMap((what) =>
      sizes.map((size) => [`${what}, ${size}, ${where}`, [...plain.slice(0, 6), transfer, ...plain.slice(6)]]),
    ),
  ),
  // What is handed over has no megabytes a second.
  ...Object.fromEntries(sizes.slice(1).map((size) => [`throughput, ${size}, ${where}`, plain])),
  [`round trip, with a handle, ${where}`]: [handle],
  [`one way, with a handle, ${where}`]: [handle],
});

test('ipc tells the round trip and the rate of each way to talk at each size', async () => {
  const here = scene();
  const ended = await forkBench(here, 'ipc', '--pin', 'free', '--budget', '1s', '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const result = only(resultsIn(ended.stdout));
  result.measurements.forEach(expectSound);
  const found = Object.fromEntries(groupsIn(result).map((group) => [group, namesIn(result, group)]));
  expect(found).toEqual(expected('anywhere'));
  expect(readdirSync(here.temporary)).toEqual([]);
});

// Better no figure than one with a wrong name: a figure is there only when the kernel said that both ends were in their places.
test.skipIf(!hasTaskset()).each([
  ['same', 'on one core', 1],
  ['cross', 'across two cores', 2],
] as const)('pinned %s, all ways are measured %s', async (pin, where, cores) => {
  const { stdout } = await forkBench(scene(), 'ipc', '--pin', pin, '--budget', '1s', '--json');
  const result = only(resultsIn(stdout));
  if (availableParallelism() < cores) {
    expect(result.notes).toContainEqual(expect.stringContaining(`nothing was measured ${where}`));
    return;
  }
  expect(namesIn(result, `round trip, 64 B, ${where}`)).toEqual(expected(where)[`round trip, 64 B, ${where}`]);
  expect(groupsIn(result)).toHaveLength(Object.keys(expected(where)).length);
});

test('without taskset nothing is pinned, which is said', async () => {
  const here = scene({ 'bin/': '' });
  // Started by its path, as there is no node on PATH either.
  const operands = [toolPath('fork-bench'), 'ipc', '--pin', 'same', '--budget', '1s', '--json'];
  const environment = { PATH: path.join(here.work, 'bin') };
  const ended = await here.run(process.execPath, operands, { environment });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const result = only(resultsIn(ended.stdout));
  expect(result.measurements).toEqual([]);
  expect(result.notes).toContain('nothing was measured on one core: that needs taskset(1), which is not on PATH');
});
