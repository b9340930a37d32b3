// A terminal that is closed while something runs on it: script(1) makes one, and is what holds it open.
import type { ChildProcess } from 'node:child_process';
import { quoteForShell, resolveCommand } from '@proctools/core';
import type { Stage } from './stage.ts';

const SCRIPT = 'script';

/** Why there can be no terminal here; undefined when there can. */
export const obstacleToTerminal = (): string | undefined => {
  if (process.platform === 'win32') return 'Windows has no such thing';
  const { type } = resolveCommand(SCRIPT, process.env.PATH, process.cwd());
  return type === 'found' ? undefined : `it takes a terminal, and ${SCRIPT}(1), which makes one, is not on PATH`;
};

/** The colon keeps the shell from becoming the command: so it leads the session, and is what the terminal's end ends first. */
const operandsFor = (words: readonly string[]): readonly string[] => {
  const line = `${words.map(quoteForShell).join(' ')}; :`;
  // What BSD's takes are the words of a command; util-linux wants a line.
  return process.platform === 'linux' ? ['-qec', line, '/dev/null'] : ['-q', '/dev/null', '/bin/sh', '-c', line];
};

/** Runs a command on a terminal of its own, which is there until the command has ended, or the answer is killed. */
export const onTerminal = (stage: Stage, words: readonly string[]): ChildProcess =>
  stage.spawn(SCRIPT, operandsFor(words), {
    // An end of input would be handed on as a typed Ctrl-D; and what is shown has to be read.
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh' },
  });
