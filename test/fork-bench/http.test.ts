import path from 'node:path';
import { expect, test } from 'vitest';
import { canReusePort } from '../../packages/fork-bench/src/suites/http/reuse-port.ts';
import { onPath } from '../../packages/fork-bench/src/suites/on-path.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { expectSound, groupsIn, namesIn, only, resultsIn } from './suites.ts';

/** With a PATH of its own, which has nothing on it but what is named. */
const measured = async (here: Scene, PATH: string, ...operands: readonly string[]) => {
  const words = [toolPath('fork-bench'), 'http', '--budget', '1s', '--json', ...operands];
  const ended = await here.run(process.execPath, words, { environment: { PATH } });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const result = only(resultsIn(ended.stdout));
  result.measurements.forEach(expectSound);
  return result;
};

const kinds = ['cluster, round robin', 'cluster, none', 'handle passing', 'reusePort'];

/** `what`, with both kinds of connections. */
const both = (what: string): readonly string[] => ['keep-alive', 'a connection each'].map((how) => `${what}, ${how}`);

test('http tells rates, latency and balance of all ways to share a port, also where no wrk is', async () => {
  const here = scene({ 'bin/': '' });
  const result = await measured(here, path.join(here.work, 'bin'), '--workers', '2');
  const hasReusePort = await canReusePort();
  const several = kinds.filter((kind) => hasReusePort || kind !== 'reusePort').map((kind) => `${kind}, 2 workers`);
  const groups = [
    ...both('requests for a second of server CPU'),
    ...both('requests'),
    ...both('latency at 500 requests a second'),
    ...both('of that, the load generator was late at 500 requests a second'),
  ];
  for (const group of groups) expect(namesIn(result, group), group).toEqual(['one process', ...several]);
  for (const group of both("the load generator's use of a core")) expect(groupsIn(result)).toContain(group);
  for (const group of both('share of the busiest of 2')) expect(namesIn(result, group), group).toEqual(several);
  for (const { group, values } of result.measurements) {
    if (group.startsWith('share of the busiest')) expect(Math.min(...values)).toBeGreaterThanOrEqual(50);
  }
  const taken = result.notes.filter((note) => note.startsWith('loaded by our own client'));
  expect(taken).toHaveLength(1);
  expect(result.notes.some((note) => note.startsWith('reusePort is not measured'))).toBe(!hasReusePort);
});

test.skipIf(onPath('wrk') === undefined)('wrk loads the servers where it is', async () => {
  const folder = path.dirname(onPath('wrk') as string);
  const result = await measured(scene(), folder, '--workers', '1');
  expect(result.notes).toContainEqual(expect.stringMatching(/^loaded by wrk/));
  expect(namesIn(result, 'requests, keep-alive')).toContain('cluster, none, 1 worker');
  expect(groupsIn(result).filter((group) => group.startsWith('share of the busiest'))).toEqual([]);
});
