import type { Completion } from '../option.ts';
import { type CompletedCommand, type CompletedOption, type CompletedVerb, quote, signalWords } from './words.ts';

const action = (complete: Completion | undefined): string => {
  if (complete === undefined) return ' ';
  if (complete === 'file') return '_files';
  if (complete === 'directory') return '_files -/';
  if (complete === 'command') return '_command_names -e';
  if (complete === 'signal') return `(${signalWords().join(' ')})`;
  if ('words' in complete) return `(${complete.words.join(' ')})`;
  return `{compadd -- \${(f)"$(${complete.shell} 2>/dev/null)"}}`;
};

/** Brackets and colons have a meaning in the language of _arguments. */
const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

const specs = ({ long, short, help, word, needsValue, complete, repeatable }: CompletedOption): readonly string[] => {
  const value = word === undefined ? '' : `${needsValue ? '' : ':'}:${escaped(word)}:${action(complete)}`;
  const others = repeatable ? '*' : short ? `(-${short} --${long})` : '';
  const described = `[${escaped(help)}]${value}`;
  const equals = word === undefined ? '' : needsValue ? '=' : '=-';
  return [
    ...(short ? [`${others}-${short}${word === undefined ? '' : '+'}${described}`] : []),
    `${others}--${long}${equals}${described}`,
  ];
};

const operandSpecs = ({ identifier: id, defaultVerb, words }: CompletedCommand, verb: CompletedVerb): string => {
  const first = verb.name === defaultVerb && words.length > 0 ? `1: :${id}_first` : '1:command:_command_names -e';
  return verb.takesCommand
    ? `${quote(first)} '*::operand:_normal'`
    : verb.name === defaultVerb && words.length > 0
      ? `${quote(first)} ${quote(`*:operand:${action(verb.operand)}`)}`
      : quote(`*:operand:${action(verb.operand)}`);
};

const verbCase = (command: CompletedCommand, verb: CompletedVerb): string => {
  const lines = [...verb.options.flatMap(specs).map(quote), operandSpecs(command, verb)];
  return `    ${verb.name})\n      _arguments -s -S ${lines.join(' \\\n        ')} ;;\n`;
};

const firstFunction = ({ identifier: id, verbs, words, defaultVerb }: CompletedCommand): string => {
  const main = verbs.find(({ name }) => name === defaultVerb);
  const described = verbs
    .filter(({ name }) => words.includes(name))
    .map(({ name, summary }) => `${name}:${escaped(summary)}`);
  return `${id}_first() {
  local -a verbs=(${described.map(quote).join(' ')})
  (( $+named )) || _describe -t verbs verb verbs
  ${main?.takesCommand ? '[[ -z $PREFIX ]] && (( ! $+named )) || _command_names -e' : ':'}
}
`;
};

/** The completion script for zsh: a file `_NAME` on the fpath, or sourced after compinit. */
export const zshScript = (command: CompletedCommand): string => {
  const { name, identifier: id, verbs, words, defaultVerb } = command;
  return `#compdef ${name}
# zsh completion for ${name}; load it with: source <(${name} --completion zsh)

${words.length > 0 ? firstFunction(command) : ''}
${id}() {
  local verb=${quote(defaultVerb)}
  local -A opt_args
  if (( CURRENT > 2 )) && [[ $words[2] == (${words.length > 0 ? words.join('|') : '-'}) ]]; then
    local named=1
    verb=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $verb in
${verbs.map((verb) => verbCase(command, verb)).join('')}  esac
}

if [[ $funcstack[1] == ${id} ]]; then ${id} "$@"; else compdef ${id} ${name}; fi
`;
};
