// A picture is drawn once, in the colours for a light page, which any viewer shows. A style sheet in it exchanges them
// where a dark page is wished for: by the very values of the attributes, so that the charting library need not know.

/** Each colour on a light page and on a dark one. Text has a contrast of 4.5 : 1 and more to the surface on both, marks 3 : 1. */
const COLOURS = {
  surface: ['#ffffff', '#16191f'],
  ink: ['#1d2430', '#e6e9ef'],
  faint: ['#5b6472', '#a2abba'],
  grid: ['#e3e7ed', '#2c323c'],
  band: ['#eef1f6', '#232935'],
  mark: ['#2f6fdb', '#6ea2ff'],
  area: ['#a9c5f5', '#31538f'],
  good: ['#18794e', '#4cc38a'],
  bad: ['#c62a2f', '#ff8589'],
  warn: ['#a35200', '#f3a54a'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type Colour = keyof typeof COLOURS;

/** The colour as it is drawn. */
export const colour = (name: Colour): string => COLOURS[name][0];

const names = Object.keys(COLOURS) as Colour[];

/** For elements that take their colour from an attribute. */
const exchanged = (name: Colour): string => {
  const [light, dark] = COLOURS[name];
  return ['fill', 'stroke'].map((attribute) => `.picture [${attribute}="${light}"]{${attribute}:${dark}}`).join('');
};

/** Exchanges the colours of a picture of the class `picture` on a dark page; on paper it stays light. */
export const pictureStyle = `@media screen and (prefers-color-scheme:dark){${names.map(exchanged).join('')}}`;

const variables = (scheme: 0 | 1): string => names.map((name) => `--${name}:${COLOURS[name][scheme]};`).join('');

/** The same colours as variables, for the page around the pictures. */
export const pageColours = `:root{${variables(0)}}@media screen and (prefers-color-scheme:dark){:root{${variables(1)}}}`;
