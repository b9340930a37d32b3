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

const withoutOptions = (words: readonly string[], withValue = WITH_VALUE): readonly string[] =>
  words.filter(
    (word, index) => !word.startsWith('-') && !/^\w+=/.test(word) && !withValue.test(words[index - 1] ?? ''),
  );

/** The script; undefined when there is none. What stands behind it are its own words. */
const scriptOf = (operands: readonly string[]): string | undefined => {
  const [script] = withoutOptions(operands);
  const options = script === undefined ? operands : operands.slice(0, operands.indexOf(script));
  return options.some((word) => CODE_OPTION.test(word)) ? undefined : script;
};

/** `npm start` says nothing of what is started; the directory does. */
const subject = ([program, ...operands]: readonly [string, ...string[]], cwd: string): string => {
  if (SCRIPT_RUNNERS.test(stem(program))) return path.basename(cwd);
  const [next, ...rest] = path.basename(program) === 'env' ? withoutOptions(operands, ENV_WITH_VALUE) : [];
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
