import path from 'node:path';

/** Programs that run a script: the daemon is named after the script. */
const INTERPRETERS = /^(?:node|nodejs|deno|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|dash|zsh|ksh|env|java)$/;
/** Programs that run a script of package.json. */
const SCRIPT_RUNNERS = /^(?:npm|pnpm|yarn)$/;

const stem = (word: string): string => path.basename(word).replace(/(?<=.)\.[A-Za-z0-9]{1,4}$/, '');

const subject = ([program, ...operands]: readonly [string, ...string[]]): string => {
  const words = operands.filter((word) => !word.startsWith('-') && !/^\w+=/.test(word));
  if (SCRIPT_RUNNERS.test(stem(program))) return words.find((word) => word !== 'run') ?? program;
  return INTERPRETERS.test(path.basename(program)) ? (words[0] ?? program) : program;
};

/** A name for a daemon, from its command: `node server.js` → `server`. Undefined when nothing usable is in it. */
export const nameFor = (command: readonly [string, ...string[]]): string | undefined => {
  const name = stem(subject(command))
    .replace(/[^A-Za-z0-9._@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? undefined : name;
};
