import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { directory } from '../../../../test/rig/files.ts';
import type { Bytes } from '../../src/bytes.ts';

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0;

/** Those that are installed of the shells that read quotes as POSIX says. */
export const SHELLS: readonly string[] = ['dash', 'bash', 'zsh', 'ksh', 'mksh'].filter(isThere);

/**
 * Something that tells what a shell prints that reads these bytes as its script. From a file: Node would make an
 * operand UTF-8, and with a socket as its standard input bash would read ~/.bashrc first.
 */
export const shellRunner = (): ((shell: string, script: Bytes) => Bytes) => {
  const folder = directory({ 'work/': '' });
  const file = path.join(folder, 'script');
  return (shell, script) => {
    writeFileSync(file, script, 'latin1');
    const descriptor = openSync(file, 'r');
    const { stdout } = spawnSync(shell, [], {
      cwd: path.join(folder, 'work'),
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: [descriptor, 'pipe', 'ignore'],
      encoding: 'latin1',
    });
    closeSync(descriptor);
    return stdout;
  };
};
