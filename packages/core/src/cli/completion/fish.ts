import type { Completion } from '../option.ts';
import { type CompletedCommand, type CompletedOption, type CompletedVerb, signalWords } from './words.ts';

/** fish knows \' and \\ inside single quotes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const action = (complete: Completion | undefined): string => {
  if (complete === undefined) return '';
  if (complete === 'file') return '-F';
  if (complete === 'directory') return "-a '(__fish_complete_directories)'";
  if (complete === 'command') return "-a '(__fish_complete_command)'";
  if (complete === 'signal') return `-a ${quoted(signalWords().join(' '))}`;
  if ('words' in complete) return `-a ${quoted(complete.words.join(' '))}`;
  return `-a ${quoted(`(${complete.shell} 2>/dev/null)`)}`;
};

const optionLine = (name: string, when: string, option: CompletedOption): string => {
  const { long, short, word, needsValue, complete, help } = option;
  const kind = !needsValue ? '' : complete === 'file' ? '-r' : '-x';
  const value = word === undefined ? '' : `${kind} ${action(complete)}`;
  return [`complete -c ${name} ${when} -l ${long}`, short ? `-s ${short}` : '', value, `-d ${quoted(help)}`]
    .filter(Boolean)
    .join(' ');
};

// All commands of the machine would bury the verbs: they are offered once a letter is typed.
const COMMAND_LINE = `-a '(test -n (commandline -ct)"" -o (count (commandline -opc)) -gt 1; and __fish_complete_subcommand)'`;

const seen = (words: readonly string[]): string => `__fish_seen_subcommand_from ${words.join(' ')}`;

const condition = ({ words, defaultVerb }: CompletedCommand, { name }: CompletedVerb): string => {
  if (words.length === 0) return '';
  const others = words.filter((word) => word !== defaultVerb);
  return `-n ${quoted(name === defaultVerb ? `not ${seen(others)}` : seen([name]))}`;
};

const verbLines = (command: CompletedCommand, verb: CompletedVerb): readonly string[] => {
  const when = condition(command, verb);
  const operand = verb.takesCommand ? COMMAND_LINE : action(verb.operand);
  return [
    ...verb.options.map((option) => optionLine(command.name, when, option)),
    ...(operand ? [`complete -c ${command.name} ${when} ${operand}`] : []),
  ];
};

/** The completion script for fish. */
export const fishScript = (command: CompletedCommand): string => {
  const { name, words, verbs } = command;
  const named = verbs.filter((verb) => words.includes(verb.name));
  const lines = [
    `# fish completion for ${name}; load it with: ${name} --completion fish | source`,
    `complete -c ${name} -f`,
    ...named.map(
      (verb) => `complete -c ${name} -n ${quoted(`not ${seen(words)}`)} -a ${verb.name} -d ${quoted(verb.summary)}`,
    ),
    ...verbs.flatMap((verb) => verbLines(command, verb)),
  ];
  return `${lines.map((line) => line.replace(/ {2,}/g, ' ').trimEnd()).join('\n')}\n`;
};
