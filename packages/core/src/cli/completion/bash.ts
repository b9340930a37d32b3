// Runs in bash 3.2, which macOS has: no associative arrays, no mapfile. Words are never handed to
// `compgen -W`, because that would expand what stands in them.
import type { Completion } from '../option.ts';
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedVerb,
  quote,
  quoteAll,
  signalWords,
} from './words.ts';

const action = (id: string, complete: Completion | undefined): string => {
  if (complete === undefined) return ':';
  if (complete === 'file') return `${id}_files -f`;
  if (complete === 'directory') return `${id}_files -d`;
  if (complete === 'command') return `${id}_filter < <(compgen -c -- "$cur" | sort -u)`;
  if (complete === 'signal') return `${id}_words ${signalWords().join(' ')}`;
  if ('words' in complete) return `${id}_words ${quoteAll(complete.words)}`;
  return `${id}_filter < <(${complete.shell} 2>/dev/null)`;
};

const spellings = ({ long, short }: CompletedOption): readonly string[] => [
  `--${long}`,
  ...(short ? [`-${short}`] : []),
];

const valueCases = (id: string, { name, options }: CompletedVerb): string =>
  options
    .filter(({ word }) => word !== undefined)
    .map((option) => {
      const patterns = spellings(option).map((spelling) => quote(`${name} ${spelling}`));
      return `    ${patterns.join('|')}) ${action(id, option.complete)} ;;\n`;
    })
    .join('');

const each = (verbs: readonly CompletedVerb[], body: (verb: CompletedVerb) => string): string =>
  verbs.map((verb) => `    ${quote(verb.name)}) ${body(verb)} ;;\n`).join('');

const longWords = ({ options }: CompletedVerb): string =>
  quoteAll(options.map(({ long, needsValue }) => (needsValue ? `--${long}=` : `--${long}`)));

const firstOperand = ({ identifier: id, words }: CompletedCommand): string =>
  words.length === 0 ? ':' : `[[ $named || $ended ]] || ${id}_words ${quoteAll(words)}`;

const operand = (id: string, { takesCommand, operand }: CompletedVerb): string =>
  takesCommand ? `[[ $cur || $named ]] && ${action(id, 'command')} && ${action(id, 'file')}` : action(id, operand);

/** The completion script for bash. */
export const bashScript = (command: CompletedCommand): string => {
  const { name, identifier: id, verbs, words, defaultVerb } = command;
  const wanting = verbs.flatMap((verb) =>
    verb.options
      .filter(({ needsValue }) => needsValue)
      .flatMap((option) => spellings(option).map((spelling) => quote(`${verb.name} ${spelling}`))),
  );
  const commands = verbs.filter(({ takesCommand }) => takesCommand).map((verb) => quote(verb.name));
  return `# bash completion for ${name}; load it with: source <(${name} --completion bash)

${id}_filter() {
  local line
  while IFS= read -r line; do
    [[ $line == "$cur"* ]] && COMPREPLY+=("$prefix$line")
  done
  return 0
}

${id}_words() { ${id}_filter < <(printf '%s\\n' "$@"); }

${id}_files() {
  compopt -o filenames 2>/dev/null
  ${id}_filter < <(compgen "$1" -- "$cur")
}

${id}_value() {
  case "$verb $1" in
${verbs.map((verb) => valueCases(id, verb)).join('')}  esac
}

${id}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prefix='' verb=${quote(defaultVerb)} named='' ended='' want='' joined='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    # readline takes --option=value and port:3000 apart at = and :
    if [[ $joined ]]; then joined=; continue; fi
    if [[ $want && $word == = ]]; then continue; fi
    if [[ $want ]]; then want=; continue; fi
    if [[ $word == : || $word == = ]]; then joined=1; continue; fi
    if [[ $word == -- && ! $ended ]]; then ended=1; continue; fi
    if [[ $word == -?* && ! $ended ]]; then
      case "$verb $word" in
        ${wanting.join('|')}) want="$word" ;;
      esac
      continue
    fi
    if [[ ! $named && ! $ended ]]; then
      case "$word" in
        ${words.length > 0 ? quoteAll(words).replaceAll(' ', '|') : "''"}) verb="$word" named=1; continue ;;
      esac
    fi
    case "$verb" in
      ${commands.length > 0 ? commands.join('|') : "''"})
        if declare -F _command_offset >/dev/null; then _command_offset "$i"; else ${id}_files -f; fi
        return ;;
    esac
    named=\${named:-1}
  done
  if [[ $want ]]; then
    [[ $cur == = ]] && cur=
    ${id}_value "$want"
    return
  fi
  if [[ $cur == --*=* && ! $ended ]]; then
    prefix="\${cur%%=*}="
    want="\${cur%%=*}"
    cur="\${cur#*=}"
    ${id}_value "$want"
    return
  fi
  if [[ $cur == -* && ! $ended ]]; then
    case "$verb" in
${each(verbs, (verb) => `${id}_words ${longWords(verb)}`)}    esac
    [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    return
  fi
  ${firstOperand(command)}
  case "$verb" in
${each(verbs, (verb) => operand(id, verb))}  esac
}

complete -F ${id} ${name}
`;
};
