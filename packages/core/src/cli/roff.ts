// man(7), as mandoc and groff both read it: only .TH, .SH, .PP and .TP.
import { wrapText } from '../text/columns.ts';
import type { Command, ManualSection } from './command.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\e',
  // A bare dash is a hyphen, which cannot be copied back into a shell.
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/** groff wants letters with accents taken apart: é is \[u0065_0301]. */
const outsideAscii = (letter: string): string =>
  `\\[u${[...letter.normalize('NFD')].map((part) => (part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')).join('_')}]`;

/** Text that roff prints as it stands. */
const escapeRoff = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\\-'`^~"]/g, (letter) => SPECIAL[letter] ?? letter)
    .replace(/[^\x20-\x7e]/gu, outsideAscii)
    // At the start of a line, a dot would make it a request.
    .replace(/^\./, '\\&.');

const bodyRoff = (part: ManualSection['body'][number]): string =>
  typeof part === 'string'
    ? `.PP\n${escapeRoff(part)}\n`
    : `.TP\n\\fB${escapeRoff(part[0])}\\fR\n${escapeRoff(part[1])}\n`;

/** A manual page for man(1). */
export const roff = ({ name, version }: Command, sections: readonly ManualSection[]): string => {
  const title = `.TH "${escapeRoff(name.toUpperCase())}" "1" "" "proctools ${escapeRoff(version)}" "User Commands"\n`;
  const body = sections.map(
    (section) => `.SH "${escapeRoff(section.title.toUpperCase())}"\n${section.body.map(bodyRoff).join('')}`,
  );
  // A heading has its own distance; a paragraph right behind it must not add another.
  return `${title}${body.join('')}`.replace(/^(\.SH .*\n)\.PP\n/gm, '$1');
};

const indent = (text: string, depth: number, width: number): string =>
  wrapText(text, Math.max(24, width - depth))
    .map((line) => `${' '.repeat(depth)}${line}\n`)
    .join('');

/** The same for eyes, where no man(1) is in between. */
export const plainManual = (sections: readonly ManualSection[], width: number): string =>
  sections
    .map(({ title, body }) => {
      const parts = body.map((part) =>
        typeof part === 'string' ? indent(part, 7, width) : indent(part[0], 7, width) + indent(part[1], 14, width),
      );
      return `${title.toUpperCase()}\n${parts.join('\n')}`;
    })
    .join('\n');
