import { expect } from 'vitest';
import { type Environment, environment } from '../rig/environment.ts';
import type { Ended, Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

/** Plainly, where xspawn becomes the command on a Node that can; and with something that it has to stay for. */
export const WAYS: readonly (readonly [way: string, options: readonly string[]])[] = [
  ['plainly', []],
  ['supervised', ['--timeout', '1h']],
  ['with its output passing through', ['--max-output', '1G']],
];

export const xspawn = (here: Scene, ...operands: readonly string[]): Promise<Ended> => here.tool('xspawn', operands);

export const startXspawn = (here: Scene, ...operands: readonly string[]): Running =>
  here.start(toolPath('xspawn'), operands);

/** With exactly this environment. `env -i` is what takes that of the rig away. */
export const withExactly = (here: Scene, variables: Environment, ...operands: readonly string[]): Promise<Ended> => {
  const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return here.run('env', ['-i', '--', ...pairs, process.execPath, toolPath('xspawn'), ...operands]);
};

/** The PATH of the tests. */
export const { PATH = '' } = environment();

/** It told in one sentence, perhaps with a hint, what was wrong. */
export const expectSentence = (ended: Ended, code: number, pattern: string | RegExp): void => {
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
  expect(ended.stderr).toMatch(pattern);
  expect(ended.stderr).toMatch(/^xspawn: .*\n( {2}.*\n)?$/);
};
