import type { ExportTable } from '../export/export-table.ts';
import { WIDTH } from './chart.ts';
import { escapeMarkup } from './escape.ts';
import { pictureStyle } from './palette.ts';

/** A picture, with all that it shows in words, too. */
export interface Picture {
  readonly title: string;
  /** What is to be seen, for who cannot see it. */
  readonly description: string;
  readonly height: number;
  /** An SVG element, as the charting library has made it. */
  readonly drawing: string;
  /** The figures behind it. */
  readonly table: ExportTable;
}

/** What is inside the drawing's svg element. */
const inner = (drawing: string): string => drawing.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '');

/** The picture as an element of a page, that screen readers know by its title and description. SVG 2, 5.8 */
export const pictureElement = ({ description, drawing, height, title }: Picture, id: string): string =>
  `<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" ` +
  `role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${escapeMarkup(title)}</title>` +
  `<desc id="${id}-desc">${escapeMarkup(description)}</desc>${inner(drawing)}</svg>`;

const HEADING = 44;
const MARGIN = 24;

/** All pictures below each other, as one file of SVG with their titles and its own style sheet. */
export const pictureFile = (pictures: readonly Picture[]): string => {
  let top = 0;
  const parts = pictures.map((picture, index) => {
    const y = top + HEADING;
    top = y + picture.height + MARGIN;
    const heading = `<text x="24" y="${y - 14}" font-size="16" font-weight="600" fill="#1d2430">${escapeMarkup(picture.title)}</text>`;
    return `${heading}\n${pictureElement(picture, `p${index + 1}`).replace('<svg ', `<svg y="${y}" height="${picture.height}" `)}`;
  });
  return (
    `<svg class="picture" xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" ` +
    `font-family="system-ui, sans-serif">\n<style>${pictureStyle}</style>\n` +
    `<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>\n${parts.join('\n')}\n</svg>\n`
  );
};
