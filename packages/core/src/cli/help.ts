import { wrapText } from '../text/columns.ts';
import { type Style, styleFor } from '../text/style.ts';
import { readingWidth } from '../text/terminal.ts';
import { displayWidth } from '../text/width.ts';
import { verbWords } from './choose-verb.ts';
import { type Command, commonOptions, type Example } from './command.ts';
import { grouped, longest, meaning, spelling } from './describe.ts';
import type { OptionTable } from './option.ts';
import { usageLine } from './usage.ts';

type Pair = readonly [term: string, meaning: string];

interface Page {
  readonly width: number;
  readonly style: Style;
}

const INDENT = '  ';
/** A longer term has a line of its own, so that one long word does not push all the others aside. */
const WIDEST_TERM = 34;

const pairLines = ([term, text]: Pair, column: number, { width, style }: Page): readonly string[] => {
  const blanks = ' '.repeat(column);
  const lines = wrapText(text, Math.max(24, width - column)).map((line) => blanks + line);
  const start = INDENT + style.cyan(term);
  if (displayWidth(start) + 2 > column) return [start, ...lines];
  const [first = blanks, ...others] = lines;
  return [start + first.slice(displayWidth(start)), ...others];
};

const section = (title: string, pairs: readonly Pair[], page: Page): string => {
  if (pairs.length === 0) return '';
  const column = Math.min(longest(pairs.map(([term]) => term)), WIDEST_TERM) + INDENT.length + 2;
  const lines = pairs.flatMap((pair) => pairLines(pair, column, page));
  return `${page.style.bold(`${title}:`)}\n${lines.join('\n')}\n`;
};

const examplePairs = (examples: readonly Example[]): readonly Pair[] =>
  examples.map(({ command, does }) => [command, does]);

/** Long spellings stand below each other, with or without a short one in front. */
const aligned = (text: string): string => (text.startsWith('--') ? `    ${text}` : text);

const optionSections = (table: OptionTable, page: Page): readonly string[] =>
  [...grouped(table)].map(([title, options]) =>
    section(
      title,
      options.map(([key, option]) => [aligned(spelling(key, option)), meaning(option)] as const),
      page,
    ),
  );

const usage = (lines: readonly string[], { style }: Page): string =>
  `${style.bold('Usage:')}\n${lines.map((line) => `${INDENT}${line}\n`).join('')}`;

const verbPairs = (command: Command): readonly Pair[] =>
  verbWords(command).map((word) => [
    word,
    `${command.verbs[word]?.summary ?? ''}${word === command.defaultVerb ? ' (may be left out)' : ''}`,
  ]);

const page = (): Page => ({ width: readingWidth(1), style: styleFor(1, process.argv.includes('--no-color')) });

const join = (parts: readonly string[]): string => parts.filter(Boolean).join('\n');

/** `daemonize --help`: the command as a whole, with the options of the verb that may be left out. */
export const overview = (command: Command, on: Page = page()): string => {
  const { name, defaultVerb } = command;
  const verbs = verbPairs(command);
  const more = verbs.length > 0 ? `${name} VERB --help tells about a verb, ` : '';
  return join([
    `${name}: ${command.summary}\n`,
    section('Examples', examplePairs(command.examples), on),
    usage([usageLine(command, defaultVerb), ...(verbs.length > 0 ? [`${name} VERB [OPTIONS] [OPERAND...]`] : [])], on),
    section('Verbs', verbs, on),
    ...optionSections({ ...command.verbs[defaultVerb]?.options, ...commonOptions }, on),
    `${wrapText(`${more}${name} --man prints the manual, with exit codes and files.`, on.width).join('\n')}\n`,
  ]);
};

/** `daemonize logs --help`: one verb. */
export const helpFor = (command: Command, name: string, on: Page = page()): string => {
  const verb = command.verbs[name];
  if (!verb || verbWords(command).length === 0) return overview(command, on);
  return join([
    `${command.name} ${name}: ${verb.summary}\n`,
    section('Examples', examplePairs(verb.examples), on),
    usage([usageLine(command, name)], on),
    ...optionSections({ ...verb.options, ...commonOptions }, on),
    `${command.name} --man prints the manual, with exit codes and files.\n`,
  ]);
};
