// One page with everything in it. It may load nothing: the browser itself is told to refuse, so that a page
// that somebody sends on tells nobody that it was read. No script is in it, either.
import type { Comparison, Result } from '../../results.ts';
import { comparisonSentence } from '../comparison-sentence.ts';
import type { ExportTable } from '../export/export-table.ts';
import { contentionText, machineText } from '../surroundings.ts';
import type { TimeUnit } from '../view.ts';
import { escapeMarkup } from './escape.ts';
import { pageStyle } from './page-style.ts';
import { pictureStyle } from './palette.ts';
import { type Picture, pictureElement, pictureFile } from './picture.ts';
import { picturesOf } from './pictures-of.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const element = (name: string, texts: readonly string[], attributes = ''): string =>
  texts.map((text) => `<${name}${attributes}>${escapeMarkup(text)}</${name}>\n`).join('');

const cell = (name: 'td' | 'th', text: string, side: string, isCode: boolean): string => {
  const inside = isCode && name === 'td' ? `<code>${escapeMarkup(text)}</code>` : escapeMarkup(text);
  return `<${name}${name === 'th' ? ' scope="col"' : ''}${side === 'right' ? ' class="number"' : ''}>${inside}</${name}>`;
};

const tableElement = ({ columns, rows }: ExportTable): string => {
  const row = (name: 'td' | 'th', texts: readonly string[]): string =>
    `<tr>${texts.map((text, index) => cell(name, text, columns[index]?.side ?? 'left', columns[index]?.isCode === true)).join('')}</tr>\n`;
  const head = row(
    'th',
    columns.map(({ title }) => title),
  );
  return `<div class="wide"><table>\n<thead>${head}</thead>\n<tbody>${rows.map((texts) => row('td', texts)).join('')}</tbody>\n</table></div>\n`;
};

const figureElement = (picture: Picture, id: string, isOpen: boolean): string =>
  `<figure>\n<h3>${escapeMarkup(picture.title)}</h3>\n<div class="wide">${pictureElement(picture, id)}</div>\n` +
  `<details${isOpen ? ' open' : ''}><summary>The figures</summary>\n${tableElement(picture.table)}</details>\n</figure>\n`;

const titleOf = (result: Result): string => {
  switch (result.type) {
    case 'commands':
      return result.results.length === 1 ? 'One command' : `${result.results.length} commands`;
    case 'suite':
      return result.suite;
    case 'claims':
      return 'Claims';
  }
};

/** More sentences than these are folded: the pictures say it sooner. */
const MOST_SENTENCES = 6;

const verdictsElement = (comparisons: readonly Comparison[]): string => {
  if (comparisons.length === 0) return '';
  const texts = comparisons.map((one) => `${one.metric === 'cpu' ? 'CPU time: ' : ''}${comparisonSentence(one)}`);
  const list = `<ul class="verdicts">\n${element('li', texts)}</ul>\n`;
  if (texts.length <= MOST_SENTENCES) return list;
  return `<details class="verdicts"><summary>${texts.length} verdicts</summary>\n${list}</details>\n`;
};

/** What is to be read before any picture is looked at. */
const leadOf = (result: Result): string => {
  switch (result.type) {
    case 'commands': {
      const warnings = result.warnings.map((text) => `Warning: ${text}`);
      return verdictsElement(result.comparisons) + element('p', warnings, ' class="warning"');
    }
    case 'suite': {
      const about = contentionText(result.contention);
      return element('p', [...result.notes, ...(about === '' ? [] : [`Meanwhile: ${about}.`])]);
    }
    case 'claims':
      return '';
  }
};

const sectionElement = (result: Result, index: number, timeUnit: TimeUnit | undefined): string => {
  const pictures = picturesOf(result, timeUnit);
  const about = [machineText(result.machine), result.startedAt].filter(Boolean).join(' · ');
  const figures = pictures.map((picture, at) =>
    figureElement(picture, `r${index + 1}p${at + 1}`, result.type === 'claims'),
  );
  const none = pictures.length === 0 ? '<p>Nothing was measured.</p>\n' : '';
  return (
    `<section>\n<h2>${escapeMarkup(titleOf(result))}</h2>\n${element('p', about === '' ? [] : [about], ' class="about"')}` +
    `${leadOf(result)}${figures.join('')}${none}</section>\n`
  );
};

/** A page with all results: pictures, each with its figures as a table, readable in dark and light and on paper. */
export const page = (results: readonly Result[], timeUnit: TimeUnit | undefined): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="fork-bench">
<title>fork-bench: ${escapeMarkup(results.map(titleOf).join(', '))}</title>
<style>${pageStyle}${pictureStyle}</style>
</head>
<body>
<header><h1>fork-bench</h1></header>
<main>
${results.map((result, index) => sectionElement(result, index, timeUnit)).join('')}</main>
</body>
</html>
`;

/** All pictures as one file of SVG. */
export const standalonePicture = (results: readonly Result[], timeUnit: TimeUnit | undefined): string =>
  pictureFile(results.flatMap((result) => picturesOf(result, timeUnit)));
