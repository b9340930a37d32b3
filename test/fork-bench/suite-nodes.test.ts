import { expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { scene } from '../rig/scene.ts';
import { forkBench, only, resultsIn } from './suites.ts';

/** Tells a version as a Node does, and does then what it is given. */
const claimsToBe = (version: string, otherwise: string) =>
  executable(`#!/bin/sh\ncase "$1" in -e) printf ${version};; *) ${otherwise};; esac\n`);

test.each([
  ['does-not-exist', 'there is no such file'],
  ['./plain', '/plain cannot be executed: it is not executable'],
  ['./folder', 'cannot be executed: it is a directory'],
  ['true', 'does not start as a Node would'],
])('--node %s is refused in a sentence', async (node, reason) => {
  const here = scene({ plain: 'x', 'folder/': '' });
  const ended = await forkBench(here, 'timers', '--node', node);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain(`fork-bench: --node ${node}: `);
  expect(ended.stderr).toContain(reason);
  expect(ended.stderr).toMatch(/\n {2}give the path of a Node executable, or a name on PATH\n$/);
});

test('Nodes are compared side by side; those of one version are told apart by their place', async () => {
  const here = scene({ other: executable(`#!/bin/sh\nexec ${process.execPath} "$@"\n`) });
  const operands = ['--node', process.execPath, '--node', './other', '--node', './other'];
  const ended = await forkBench(here, 'timers', '--budget', '1s', '--json', ...operands);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { measurements, notes } = only(resultsIn(ended.stdout));
  const { node } = process.versions;
  const nodes = [`${node} (${process.execPath})`, `${node} (${here.work}/other)`];
  expect([...new Set(measurements.map((one) => one.node))].sort()).toEqual([...nodes].sort());
  const [mine, others] = nodes.map((label) => measurements.filter((one) => one.node === label).map(({ name }) => name));
  expect(others).toEqual(mine);
  for (const label of nodes) expect(notes).toContainEqual(expect.stringContaining(`Node ${label}: order in a timer`));
});

test('a Node that cannot run the suite is told of, with what it said last', async () => {
  const here = scene({ broken: claimsToBe('99.0.0', 'echo it is broken >&2; exit 3') });
  const ended = await forkBench(here, 'timers', '--budget', '1s', '--json', '--node', './broken');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toBe(
    `fork-bench: timers under Node 99.0.0 ended early: exit code 3: it is broken\n  what was found until then is above; the Node is ${here.work}/broken\n`,
  );
  expect(only(resultsIn(ended.stdout)).measurements).toEqual([]);
});

test('what would falsify the figures is taken out of the environment, and told', async () => {
  const here = scene();
  const options = { environment: { NODE_EXTRA_CA_CERTS: '/nowhere' } };
  const notes = async (...operands: readonly string[]) => {
    const { stdout } = await here.tool('fork-bench', ['timers', '--budget', '100ms', '--json', ...operands], options);
    return only(resultsIn(stdout)).notes.filter((note) => note.includes('NODE_EXTRA_CA_CERTS'));
  };
  expect(await notes()).toEqual([
    'taken out of the environment of what is measured: NODE_EXTRA_CA_CERTS (--keep-environment leaves them)',
  ]);
  expect(await notes('--keep-environment')).toEqual([]);
});
