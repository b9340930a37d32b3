import type { Measurement } from '../results.ts';
import { readAtOnce } from '../suites/create/at-once.ts';

/** So much of the best rate is as good as the best. */
const ENOUGH = 0.95;

/** Of fewer batches nothing is concluded. */
const FEWEST = 3;

interface Rate {
  readonly name: string;
  readonly node: string;
  readonly atOnce: number;
  readonly perSecond: number;
}

const isSame = (one: Rate, other: Rate): boolean => one.name === other.name && one.node === other.node;

const ratesIn = (measurements: readonly Measurement[]): readonly Rate[] =>
  measurements.flatMap(({ n, name, node, p50 }) => {
    const found = readAtOnce(name);
    return found === undefined || n < FEWEST ? [] : [{ ...found, node, perSecond: p50 }];
  });

const noteOn = (rates: readonly Rate[]): string => {
  const best = rates.reduce((one, other) => (other.perSecond > one.perSecond ? other : one));
  const isEnough = ({ perSecond }: Rate): boolean => perSecond >= ENOUGH * best.perSecond;
  const fewest = rates.filter(isEnough).reduce((one, other) => (other.atOnce < one.atOnce ? other : one));
  const most = Math.max(...rates.map(({ atOnce }) => atOnce));
  const rate = `${Math.round(fewest.perSecond)} a second`;
  if (fewest.atOnce === most) return `${fewest.name}: more at once bring more, up to ${most} and maybe beyond: ${rate}`;
  return `${fewest.name}: ${fewest.atOnce} at once are enough here, ${rate}: more bring no more`;
};

/** For each way to start something the fewest at once that give nearly as many a second as any number does. */
export const concurrencyNotes = (measurements: readonly Measurement[]): readonly string[] => {
  const rates = ratesIn(measurements);
  const isFirst = (rate: Rate, index: number): boolean => rates.findIndex((other) => isSame(rate, other)) === index;
  const groups = rates.filter(isFirst).map((rate) => rates.filter((other) => isSame(rate, other)));
  const isOneNode = rates.every(({ node }) => node === rates[0]?.node);
  return groups
    .filter((group) => group.length > 1)
    .map((group) => `${isOneNode ? '' : `Node ${group[0]?.node}: `}${noteOn(group)}`);
};
