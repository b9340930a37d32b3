import { expect } from 'vitest';
import type { Measurement, SuiteResult } from '../../packages/fork-bench/src/results.ts';
import type { Ended, Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

export const forkBench = (here: Scene, ...operands: readonly string[]): Promise<Ended> =>
  here.tool('fork-bench', operands);

export const startForkBench = (here: Scene, ...operands: readonly string[]): Running =>
  here.start(toolPath('fork-bench'), operands);

/** The results that `--json` printed, one a line. */
export const resultsIn = (stdout: string): readonly SuiteResult[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as SuiteResult);

export const only = ([first, ...others]: readonly SuiteResult[]): SuiteResult => {
  expect(others).toEqual([]);
  return first as SuiteResult;
};

/** What every figure has to be, whatever it is of. */
export const expectSound = (figure: Measurement): void => {
  const { high, low, n, name, p50, values } = figure;
  expect({ name, n }).toEqual({ name, n: values.length });
  expect(Math.min(...values), name).toBeGreaterThan(0);
  expect(p50, name).toBeGreaterThanOrEqual(low ?? p50);
  expect(p50, name).toBeLessThanOrEqual(high ?? p50);
};

export const namesIn = (result: SuiteResult, group: string): readonly string[] =>
  result.measurements.filter((one) => one.group === group).map(({ name }) => name);

export const groupsIn = (result: SuiteResult): readonly string[] => [
  ...new Set(result.measurements.map(({ group }) => group)),
];
