import { expect, test } from 'vitest';
import { comparisonSentence } from '../../src/report/comparison-sentence.ts';
import type { Comparison } from '../../src/results.ts';
import { comparisonOf } from './sample-results.ts';

const without = { low: undefined, high: undefined } as const;

test.each<[Partial<Comparison>, string]>([
  [{}, 'A is 1.23 × faster than B (95 %: 1.19 – 1.27)'],
  [without, 'A is 1.23 × faster than B'],
  [{ verdict: 'b-faster', ratio: 0.8, low: 0.75, high: 0.85 }, 'A is 1.25 × slower than B (95 %: 1.18 – 1.33)'],
  [{ verdict: 'same', ratio: 1.003, low: 0.995, high: 1.012 }, 'A and B are the same within 2 % (95 %: −0.5 … +1.2 %)'],
  [{ verdict: 'same', band: 0.005, ...without }, 'A and B are the same within 0.5 %'],
  [
    { verdict: 'cannot-tell', low: 0.97, high: 1.05, morePairs: 40 },
    'A or B: cannot tell yet: −3 … +5 %, about 40 more pairs would settle it',
  ],
  [{ verdict: 'cannot-tell', low: 0.97, high: 1.05 }, 'A or B: cannot tell yet: −3 … +5 %'],
  [{ verdict: 'cannot-tell', pairs: 3, ...without }, 'A or B: cannot tell yet: 3 pairs are too few'],
  [{ ratio: 1930.4, low: 1880, high: 1990 }, 'A is 1930 × faster than B (95 %: 1880 – 1990)'],
])('%j: %s', (more, sentence) => expect(comparisonSentence(comparisonOf('A', 'B', more))).toBe(sentence));

test('a name plays no tricks with the terminal, and does not hide the verdict', () => {
  const sentence = comparisonSentence(comparisonOf('\u001b[2Jx', `node ${'y'.repeat(500)}`));
  expect(sentence).toContain('\\x1b[2Jx is 1.23 × faster than node yyy');
  expect(sentence.length).toBeLessThan(120);
});
