import path from 'node:path';

/** Programs that run a script: the daemon is named after the script. */
const INTERPRETERS = /^(?:node|nodejs|deno|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|dash|zsh|ksh|env|java)$/;
/** Programs that run a script of package.json. */
const SCRIPT_RUNNERS = /^(?:npm|pnpm|yarn)$/;

/** What follows is no script but its text. */
const CODE_OPTION = /^-(?:[a-z]*c|e|-eval|p|-print)$/;

const stem = (word: string): string => path.basename(word).replace(/(?<=.)\.[A-Za-z0-9]{1,4}$/, '');

/** Options of node and its like whose value is the next word. */
const WITH_VALUE = /^(?:-r|--require|--import|--loader|--experimental-loader|--env-file|-C|--conditions|-W|-X|-u)$/;

const withoutOptions = (words: readonly string[]): readonly string[] =>
  words.filter(
    (word, index) => !word.startsWith('-') && !/^\w+=/.test(word) && !WITH_VALUE.test(words[index - 1] ?? ''),
  );

/** `npm start` says nothing of what is started; the directory does. */
const subject = ([program, ...operands]: readonly [string, ...string[]], cwd: string): string => {
  if (SCRIPT_RUNNERS.test(stem(program))) return path.basename(cwd);
  const [next, ...rest] = path.basename(program) === 'env' ? withoutOptions(operands) : [];
  if (next !== undefined) return subject([next, ...rest], cwd);
  if (!INTERPRETERS.test(path.basename(program)) || operands.some((word) => CODE_OPTION.test(word))) return program;
  return withoutOptions(operands)[0] ?? program;
};

/** A name for a daemon, from its command: `node server.js` → `server`. Undefined when nothing usable is in it. */
export const nameFor = (command: readonly [string, ...string[]], cwd: string): string | undefined => {
  const name = stem(subject(command, cwd))
    .replace(/[^A-Za-z0-9._@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? undefined : name;
};
