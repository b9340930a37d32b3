import { spellOut } from '@proctools/core';
import type { Comparison } from '../results.ts';
import { digits, formatChange, formatShare } from './quantity.ts';
import { shortened } from './view.ts';

/** A longer name hides the verdict. */
const LONGEST = 40;

const name = (text: string): string => shortened(spellOut(text), LONGEST);

type Bounds = Pick<Comparison, 'low' | 'high'>;

const factors = ({ low, high }: Bounds): string =>
  low === undefined || high === undefined ? '' : ` (95 %: ${digits(low)} – ${digits(high)})`;

const changes = ({ low, high }: Bounds): string =>
  low === undefined || high === undefined ? '' : `${formatChange(low - 1)} … ${formatChange(high - 1)} %`;

const inverse = ({ low, high }: Bounds): Bounds => ({
  low: high === undefined ? undefined : 1 / high,
  high: low === undefined ? undefined : 1 / low,
});

const more = ({ morePairs }: Comparison): string =>
  morePairs === undefined ? '' : `, about ${morePairs} more ${morePairs === 1 ? 'pair' : 'pairs'} would settle it`;

/**
 * The verdict in words, with `a` as the one that is spoken of: `A is 1.23 × faster than B (95 %: 1.19 – 1.27)`,
 * `A is 1.23 × slower than B (…)`, `A and B are the same within 2 % (95 %: −0.5 … +1.1 %)`, or
 * `A or B: cannot tell yet: −3 … +5 %, about 40 more pairs would settle it`. A change is what b takes more than a.
 */
export const comparisonSentence = (comparison: Comparison): string => {
  const { a, b, band, pairs, ratio, verdict } = comparison;
  const [one, other] = [name(a), name(b)];
  switch (verdict) {
    case 'a-faster':
      return `${one} is ${digits(ratio)} × faster than ${other}${factors(comparison)}`;
    case 'b-faster':
      return `${one} is ${digits(1 / ratio)} × slower than ${other}${factors(inverse(comparison))}`;
    case 'same': {
      const range = changes(comparison);
      return `${one} and ${other} are the same within ${formatShare(band)}${range === '' ? '' : ` (95 %: ${range})`}`;
    }
    case 'cannot-tell':
      return `${one} or ${other}: cannot tell yet: ${changes(comparison) || `${pairs} pairs are too few`}${more(comparison)}`;
  }
};
