import { spawnSync } from 'node:child_process';
import satisfies from 'semver/functions/satisfies.js';
import { expect, test } from 'vitest';
import { rangeTest } from '../src/script/range.ts';

const RANGES = [
  '*',
  '>=22',
  '22',
  '22.x',
  '^22.18.1',
  '~20.19',
  '>=20 <23 || ^24.1',
  '18 - 20.2',
  '<=20.19.0',
  '>24',
  '=22.1.0',
];

const VERSIONS = [
  '0.12.18',
  '18.0.0',
  '20.2.9',
  '20.3.0',
  '20.18.9',
  '20.19.0',
  '20.19.1',
  '22.0.0',
  '22.1.0',
  '22.18.0',
].concat(['22.18.1', '22.99.99', '23.0.0', '24.0.0', '24.1.0', '24.99.0', '25.0.0', '26.10.0', '100.0.0']);

const numberOf = (version: string): number =>
  version.split('.').reduce((number, part) => number * 1_000 + Number(part), 0);

test.each(RANGES)('sh takes %s for what it is', (range) => {
  const script = VERSIONS.map((version) => `n=${numberOf(version)}; ${rangeTest(range, '$n')} && echo ${version}`);
  const { stdout } = spawnSync('/bin/sh', ['-c', [...script, ':'].join('\n')], { encoding: 'utf8' });
  expect(stdout.split('\n').filter(Boolean)).toEqual(VERSIONS.filter((version) => satisfies(version, range)));
});

test('what is no range is wrong usage', () => {
  expect(() => rangeTest('>=1.2.3.4', '$n')).toThrow(expect.objectContaining({ code: 2 }));
});
