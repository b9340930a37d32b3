/** Numbers as a figure shows them: three digits say more than anybody measures here. */
import type { Estimate } from '../results.ts';

/** `18.5`, `0.72`, `1840`. */
export const digits = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 99.95) return String(Math.round(value));
  if (size >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
};

/** `1.38 × (95 %: 1.31 – 1.45)`. */
export const withInterval = ({ high, low, value }: Estimate, unit: string): string =>
  `${digits(value)} ${unit} (95 %: ${digits(low)} – ${digits(high)})`;

/** `1 process`, `2 processes`. */
export const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** The numbers of an estimate under a name, for `values`; an end that the interval does not have is left out. */
export const estimateValues = (name: string, { high, low, value }: Estimate): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries({ [name]: value, [`${name}Low`]: low, [`${name}High`]: high }).filter(([, number]) =>
      Number.isFinite(number),
    ),
  );

/** Where an estimate lies against a bound, as far as its interval says. */
export const sideOf = ({ high, low }: Estimate, bound: number): 'below' | 'above' | 'unclear' => {
  if (high < bound) return 'below';
  return low >= bound ? 'above' : 'unclear';
};
