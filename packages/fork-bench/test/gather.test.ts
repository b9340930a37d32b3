import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurementsOf } from '../src/suites/figures.ts';
import { gather, nothingGathered, seriesOf } from '../src/suites/gather.ts';
import type { Finding } from '../src/suites/suite.ts';

const values = (name: string, ...found: readonly number[]): Finding => ({
  type: 'values',
  group: 'time',
  name,
  unit: 'ms',
  better: 'less',
  values: found,
});

type Told = readonly [node: string, finding: Finding];

const gathered = (all: readonly Told[]) =>
  all.reduce((before, [node, finding]) => gather(before, finding, node), nothingGathered);

test('values of one name come together over rounds, in the order in which they came', () => {
  const { series } = gathered([
    ['20.1.0', values('fork', 3, 1)],
    ['20.1.0', values('spawn', 7)],
    ['20.1.0', values('fork', 2)],
  ]);
  expect(series.map((one) => [one.name, one.values])).toEqual([
    ['fork', [3, 1, 2]],
    ['spawn', [7]],
  ]);
});

test('each Node has values of its own', () => {
  const { series } = gathered([
    ['20.1.0', values('fork', 1)],
    ['26.1.0', values('fork', 2)],
    ['20.1.0', values('fork', 3)],
  ]);
  expect(series.map((one) => [one.node, one.values])).toEqual([
    ['20.1.0', [1, 3]],
    ['26.1.0', [2]],
  ]);
});

test('the same name in another group is another figure', () => {
  const other: Finding = { ...(values('fork', 9) as Extract<Finding, { type: 'values' }>), group: 'rate' };
  expect(
    gathered([
      ['20.1.0', values('fork', 1)],
      ['20.1.0', other],
    ]).series,
  ).toHaveLength(2);
});

test('a note is kept once for each Node', () => {
  const note: Finding = { type: 'note', text: 'no PSS' };
  const { notes } = gathered([
    ['20.1.0', note],
    ['20.1.0', note],
    ['26.1.0', note],
  ]);
  expect(notes).toEqual([
    { node: '20.1.0', text: 'no PSS' },
    { node: '26.1.0', text: 'no PSS' },
  ]);
});

test('of a claim the last verdict counts', () => {
  const claim = (figure: string): Finding => ({
    type: 'claim',
    claim: { id: 'x', text: 'x', source: '001', verdict: 'holds', figure, values: {} },
  });
  const { claims } = gathered([
    ['20.1.0', claim('first')],
    ['20.1.0', claim('second')],
  ]);
  expect(claims).toMatchObject([{ figure: 'second', node: '20.1.0' }]);
});

test('nothing that was told is lost or doubled, whoever told it', () => {
  const told = fc.tuple(fc.constantFrom('20.1.0', '26.1.0'), fc.constantFrom('fork', 'spawn'), fc.array(fc.nat()));
  fc.assert(
    fc.property(fc.array(told), (all) => {
      const { series } = gathered(all.map(([node, name, found]) => [node, values(name, ...found)] as const));
      for (const one of series) {
        const own = all.filter(([node, name]) => node === one.node && name === one.name);
        expect(one.values).toEqual(own.flatMap(([, , found]) => found));
      }
      expect(series.flatMap((one) => one.values)).toHaveLength(all.flatMap(([, , found]) => found).length);
    }),
  );
});

test('a name that was told without values holds its place, and is no figure', () => {
  const { series } = gathered([
    ['20.1.0', values('spawn')],
    ['20.1.0', values('fork')],
    ['20.1.0', values('fork', 1)],
    ['20.1.0', values('spawn', 2)],
  ]);
  expect(measurementsOf(series).map(({ name }) => name)).toEqual(['spawn', 'fork']);
  expect(measurementsOf(gathered([['20.1.0', values('fork')]]).series)).toEqual([]);
});

test('a figure has percentiles and an interval once there are values enough', () => {
  const measured = (count: number) =>
    measurementsOf(
      gathered([['20.1.0', values('fork', ...Array.from({ length: count }, (_, index) => index + 1))]]).series,
    )[0];
  expect(measured(5)).toMatchObject({ n: 5, p50: 3, p90: undefined, p99: undefined, low: undefined, high: undefined });
  expect(measured(6)).toMatchObject({ n: 6, p50: 3.5, p90: undefined, low: 1, high: 6 });
  expect(measured(10)).toMatchObject({ p90: expect.any(Number), p99: undefined });
  expect(measured(100)).toMatchObject({ p50: 50.5, p99: expect.any(Number), low: 40, high: 61 });
});

test('the series that a finding is about is found, and none for a note', () => {
  const all = gathered([['20.1.0', values('fork', 1)]]);
  expect(seriesOf(all, values('fork', 1), '20.1.0')?.values).toEqual([1]);
  expect(seriesOf(all, values('fork', 1), '26.1.0')).toBeUndefined();
  expect(seriesOf(all, { type: 'note', text: 'x' }, '20.1.0')).toBeUndefined();
});
