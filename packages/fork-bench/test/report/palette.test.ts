import { expect, test } from 'vitest';
import { type Colour, colour, pageColours, pictureStyle } from '../../src/report/pictures/palette.ts';
import { picturesOf } from '../../src/report/pictures/pictures-of.ts';
import type { Result } from '../../src/results.ts';
import { claims, commandOf, commandsOf, comparisonOf, measurementOf, suiteOf, timesAround } from './sample-results.ts';

const commands = commandsOf(
  [commandOf('a', timesAround(40, 60, 1)), commandOf('b', timesAround(1000, 60, 2)), commandOf('c', [1])],
  (['a-faster', 'b-faster', 'same', 'cannot-tell'] as const).map((verdict) => comparisonOf('a', 'b', { verdict })),
);

const suite = suiteOf([
  measurementOf('fork', 18),
  measurementOf('true', 1.2),
  measurementOf('nextTick', 0.00005, { group: 'g' }),
  measurementOf('setTimeout', 1.08, { group: 'g' }),
]);

/** Relative luminance: WCAG 2.2. */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

/** The page's colours, light and dark, by name. */
const schemes = pageColours
  .split('@media')
  .map((part) => new Map([...part.matchAll(/--(\w+):(#\w{6})/g)].map(([, name = '', hex = '']) => [name, hex])));

test.each(['ink', 'faint', 'good', 'bad', 'warn'])('%s can be read on a light page and on a dark one', (name) => {
  for (const scheme of schemes)
    expect(contrast(scheme.get(name) ?? '', scheme.get('surface') ?? '')).toBeGreaterThanOrEqual(4.5);
});

test('marks stand out from both surfaces', () => {
  for (const scheme of schemes)
    expect(contrast(scheme.get('mark') ?? '', scheme.get('surface') ?? '')).toBeGreaterThanOrEqual(3);
});

test.each<[string, Result]>([
  ['commands', commands],
  ['a suite', suite],
  ['claims', claims],
])('pictures of %s have no colour that stays as it is on a dark page', (_, result) => {
  const pictures = picturesOf(result, undefined);
  expect(pictures.length).toBeGreaterThan(0);
  // What cuts off is never seen, nor what has no opacity; a line without a width is none.
  const unseen = /<clipPath[\s\S]*?<\/clipPath>|<[^>]* fill-opacity="0"[^>]* stroke-width="0"[^>]*>/g;
  const visible = pictures.map(({ drawing }) => drawing.replace(unseen, ''));
  const drawn = visible.flatMap((drawing) => [...drawing.matchAll(/(?:fill|stroke)="([^"]*)"/g)]);
  const used = new Set(
    drawn.map(([, value = '']) => value).filter((value) => !['none', 'transparent'].includes(value)),
  );
  expect(used).toContain(colour('ink' satisfies Colour));
  for (const value of used) expect(pictureStyle).toContain(`[fill="${value}"]`);
  for (const { drawing } of pictures) expect(drawing).not.toMatch(/style="[^"]*(?:fill|stroke):(?!none|transparent)/);
});

test('every picture tells in words all that it shows', () => {
  for (const result of [commands, suite, claims])
    for (const { description, table, title } of picturesOf(result, undefined)) {
      expect(title).not.toBe('');
      expect(description).not.toMatch(/undefined|NaN/);
      expect(table.rows.length).toBeGreaterThan(0);
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    }
});

test('there is no picture of nothing', () => {
  expect(
    [commandsOf([]), commandsOf([commandOf('x', [])]), suiteOf([])].map((one) => picturesOf(one, undefined)),
  ).toEqual([[], [], []]);
});
