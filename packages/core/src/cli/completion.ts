import type { Command } from './command.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { completionOf } from './completion/words.ts';
import { zshScript } from './completion/zsh.ts';

/** The script that teaches a shell to complete a command line of this command. */
export const completionScript = (command: Command, shell: 'bash' | 'zsh' | 'fish'): string => {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return scripts[shell](completionOf(command));
};
