import { isTerminal, readingWidth } from '../text/terminal.ts';
import { verbWords } from './choose-verb.ts';
import { type Command, commonOptions, type Example, type ManualSection } from './command.ts';
import { meaning, spelling } from './describe.ts';
import type { OptionTable } from './option.ts';
import { plainManual, roff } from './roff.ts';
import { usageLine } from './usage.ts';

type Pair = readonly [term: string, meaning: string];

const optionPairs = (table: OptionTable): readonly Pair[] =>
  Object.entries(table).map(([key, option]) => {
    const expected = option.kind === 'flag' ? '' : `; expects ${option.expected}`;
    return [spelling(key, option), `${meaning(option)}${expected}.`];
  });

const examplesOf = (command: Command): readonly Example[] => [
  ...command.examples,
  ...verbWords(command).flatMap((word) => command.verbs[word]?.examples ?? []),
];

/** What the tool says of an example counts before what its verb says of the same. */
const examplePairs = (command: Command): readonly Pair[] =>
  examplesOf(command)
    .filter((example, index, all) => all.findIndex((other) => other.command === example.command) === index)
    .map(({ command: line, does }) => [line, does]);

const optionSections = (command: Command): readonly ManualSection[] =>
  Object.entries(command.verbs)
    .filter(([, verb]) => Object.keys(verb.options).length > 0)
    .map(([name, verb]) => ({
      title: verbWords(command).length > 0 ? `Options of ${name}` : 'Options',
      body: optionPairs(verb.options),
    }));

/** The whole manual: what the record says, and what only the manual tells. */
const sectionsOf = (command: Command, told: readonly ManualSection[]): readonly ManualSection[] => {
  const isDescription = ({ title }: ManualSection): boolean => title.toUpperCase() === 'DESCRIPTION';
  return [
    { title: 'Name', body: [`${command.name} - ${command.summary}`] },
    { title: 'Synopsis', body: Object.keys(command.verbs).map((name) => usageLine(command, name)) },
    told.find(isDescription) ?? { title: 'Description', body: [`${command.summary}.`] },
    { title: 'Examples', body: examplePairs(command) },
    {
      title: 'Verbs',
      body: verbWords(command).map((word) => [word, `${command.verbs[word]?.summary ?? ''}.`] as const),
    },
    ...optionSections(command),
    { title: 'Common options', body: optionPairs(commonOptions) },
    ...told.filter((section) => !isDescription(section)),
  ].filter(({ body }) => body.length > 0);
};

/** The manual page: roff for `man -l -`, plain text when a terminal would show it as it is. */
export const manual = async (command: Command): Promise<string> => {
  const sections = sectionsOf(command, await command.manual());
  return isTerminal(1) ? plainManual(sections, readingWidth(1)) : roff(command, sections);
};
