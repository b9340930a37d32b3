import { verbWords } from './choose-verb.ts';
import type { Command } from './command.ts';

/** The line that shows how a verb is called: `daemonize logs [OPTIONS] NAME`. */
export const usageLine = (command: Command, name: string): string => {
  const isDefault = name === command.defaultVerb;
  const word = verbWords(command).length === 0 ? '' : isDefault ? `[${name}]` : name;
  return [command.name, word, '[OPTIONS]', command.verbs[name]?.operands].filter(Boolean).join(' ');
};
