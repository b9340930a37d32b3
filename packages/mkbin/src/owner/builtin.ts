/** Names that a shell keeps for itself: a command called so is never run from its prompt. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Without any PATH, a shell finds only what it has itself. `$1` is the name. */
const POSIX = 'PATH=/nonexistent; command -v "$1"';
const FISH = 'builtin --query -- $argv[1]; or functions --query -- $argv[1]';

const knows = (shell: string, name: string): boolean => {
  const operands = path.basename(shell) === 'fish' ? ['--no-config', '-c', FISH, name] : ['-c', POSIX, 'sh', name];
  // An interactive shell would read the user's files, and run what is in them. fish makes folders in any home that can have them.
  const { status } = spawnSync(shell, operands, { stdio: 'ignore', timeout: 5_000, env: { HOME: '/dev/null' } });
  return status === 0;
};

/** The user's shell and sh, one after the other: those of them that have a builtin or a keyword of this name. */
export const shellsWithBuiltin = (name: string, environment: NodeJS.ProcessEnv): readonly string[] => {
  if (process.platform === 'win32') return [];
  const shells = [...new Set([environment.SHELL || '/bin/sh', '/bin/sh'])];
  return shells.filter((shell) => knows(shell, name));
};
