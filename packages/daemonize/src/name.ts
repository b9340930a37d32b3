import path from 'node:path';

/** Programs that run a script: the daemon is named after the script. */
const INTERPRETERS = /^(?:node|nodejs|deno|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|dash|zsh|ksh|env|java)$/;
/** Programs that run a script of package.json. */
const SCRIPT_RUNNERS = /^(?:npm|pnpm|yarn)$/;

/** What follows is no script but its text. */
const CODE_OPTION = /^-(?:[a-z]*c|e|-eval|p|-print)$/;

const stem = (word: string): string => path.basename(word).replace(/(?<=.)\.[A-Za-z0-9]{1,4}$/, '');

/** Options of node and its like whose value is the next word. */
const WITH_VALUE = /^(?:-r|--require|--import|--loader|--experimental-loader|--env-file|-C|--conditions|-W|-X)$/;

/** The same of env(1); to others, `-u` is a switch. */
const ENV_WITH_VALUE = /^(?:-u|--unset|-C|--chdir)$/;

/** Where the first word stands that is neither an option, nor the value of one, nor an assignment. */
const firstOperand = (words: readonly string[], withValue: RegExp): number =>
  words.findIndex(
    (word, index) => !word.startsWith('-') && !/^\w+=/.test(word) && !withValue.test(words[index - 1] ?? ''),
  );

/** The script; undefined when there is none. What stands behind it are its own words. */
const scriptOf = (operands: readonly string[]): string | undefined => {
  const index = firstOperand(operands, WITH_VALUE);
  const options = index < 0 ? operands : operands.slice(0, index);
  return options.some((word) => CODE_OPTION.test(word)) ? undefined : operands[index];
};

/** What env(1) runs. */
const commandOf = (operands: readonly string[]): readonly string[] => {
  const index = firstOperand(operands, ENV_WITH_VALUE);
  return index < 0 ? [] : operands.slice(index);
};

/** `npm start` says nothing of what is started; the directory does. */
const subject = ([program, ...operands]: readonly [string, ...string[]], cwd: string): string => {
  if (SCRIPT_RUNNERS.test(stem(program))) return path.basename(cwd);
  const [next, ...rest] = path.basename(program) === 'env' ? commandOf(operands) : [];
  if (next !== undefined) return subject([next, ...rest], cwd);
  return INTERPRETERS.test(path.basename(program)) ? (scriptOf(operands) ?? program) : program;
};

/** A name for a daemon, from its command: `node server.js` → `server`. Undefined when nothing usable is in it. */
export const nameFor = (command: readonly [string, ...string[]], cwd: string): string | undefined => {
  const name = stem(subject(command, cwd))
    .replace(/[^A-Za-z0-9._@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? undefined : name;
};
