// Figures with units that fit. A scale is chosen once for figures that stand together, so that they can be compared at a glance.
import type { Unit } from '../results.ts';
import type { TimeUnit } from './view.ts';

/** A unit, and how many of the measured unit are one of it. */
export interface Scale {
  readonly unit: string;
  readonly size: number;
}

const TIMES: readonly Scale[] = [
  { unit: 's', size: 1e3 },
  { unit: 'ms', size: 1 },
  { unit: 'µs', size: 1e-3 },
  { unit: 'ns', size: 1e-6 },
];

const NAMED: Readonly<Record<TimeUnit, Scale>> = {
  second: { unit: 's', size: 1e3 },
  millisecond: { unit: 'ms', size: 1 },
  microsecond: { unit: 'µs', size: 1e-3 },
};

const thousands = (unit: string, letters: readonly string[]): readonly Scale[] =>
  letters.map((letter, index) => ({ unit: `${letter}${unit}`, size: 1e3 ** (letters.length - 1 - index) }));

const RATES = thousands('/s', ['M', 'k', '']);
const MEMORY: readonly Scale[] = [
  { unit: 'GB', size: 1e3 },
  { unit: 'MB', size: 1 },
  { unit: 'kB', size: 1e-3 },
];
const BANDWIDTH = MEMORY.map(({ unit, size }) => ({ unit: `${unit}/s`, size }));

/** The largest unit of which it is at least 1, but for what rounding makes of it; the smallest for 0. */
const fitting = (scales: readonly Scale[], value: number): Scale => {
  const least = value === 0 ? scales.find(({ size }) => size === 1) : undefined;
  return least ?? scales.find(({ size }) => Math.abs(value) >= 0.9995 * size) ?? scales.at(-1) ?? { unit: '', size: 1 };
};

/** The scale for times in milliseconds like this one. */
export const timeScale = (ms: number, wanted?: TimeUnit): Scale => (wanted ? NAMED[wanted] : fitting(TIMES, ms));

const scaled = (scale: Scale, size: number): Scale => ({ unit: scale.unit, size: scale.size / size });

/** The scale for figures of this unit like this one. */
export const scaleFor = (unit: Unit, value: number, wanted?: TimeUnit): Scale => {
  switch (unit) {
    case 'ns':
      return scaled(timeScale(value * 1e-6, wanted), 1e-6);
    case 'µs':
      return scaled(timeScale(value * 1e-3, wanted), 1e-3);
    case 'ms':
      return timeScale(value, wanted);
    case '/s':
      // 1389/s says more than 1.39 k/s.
      return Math.abs(value) < 9_999.5 ? { unit: '/s', size: 1 } : fitting(RATES, value);
    case 'MB':
      return fitting(MEMORY, value);
    case 'MB/s':
      return fitting(BANDWIDTH, value);
    default:
      return { unit, size: 1 };
  }
};

/** Three digits, or all of them before the point: `1.24`, `18.5`, `140`, `1389`. */
export const digits = (value: number): string => {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return '–';
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  // A time that was asked for in seconds, say.
  if (size > 0 && size < 0.0995) return String(Number(value.toPrecision(2)));
  return value.toFixed(2);
};

/** The figure on a scale, without its unit. */
export const onScale = (value: number | undefined, { size }: Scale): string =>
  value === undefined ? '–' : digits(value / size);

/** The figure with its unit: `18.5 ms`, `94.2 k/s`. */
export const withUnit = (value: number, scale: Scale): string => `${onScale(value, scale)} ${scale.unit}`;

/** A time in milliseconds with a unit that fits. */
export const formatTime = (ms: number, wanted?: TimeUnit): string => withUnit(ms, timeScale(ms, wanted));

/** Bytes in powers of 1000, as the MB of the suites. */
export const formatBytes = (bytes: number): string => withUnit(bytes / 1e6, fitting(MEMORY, bytes / 1e6));

/** A share as percent: `0.4 %`, `12 %`. */
export const formatShare = (share: number): string => {
  const percent = Math.abs(share * 100);
  return `${percent >= 9.95 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1).replace(/\.0$/, '')} %`;
};

/** A change as percent with its sign: `+5`, `−0.4`; the unit is the caller's. */
export const formatChange = (share: number): string => {
  const [number = ''] = formatShare(share).split(' ');
  if (Number(number) === 0) return '0';
  return `${share < 0 ? '−' : '+'}${number}`;
};
