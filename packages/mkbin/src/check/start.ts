import { type ChildProcess, spawn } from 'node:child_process';
import { planExecution } from '@proctools/core';

export type Words = readonly [string, ...string[]];

/**
 * Starts a command in a session of its own, where it cannot ask on the terminal, with nothing to read; answers with
 * why not when the system would refuse it. (On Windows most commands are batch files, which Node does not start.)
 */
export const startAlone = async (words: Words, environment: NodeJS.ProcessEnv): Promise<ChildProcess | string> => {
  const planned = await planExecution([...words], { environment, cwd: process.cwd() });
  if (planned.type === 'not-found') return `${words[0]} is not there`;
  if (planned.type === 'cannot-execute') return planned.reason;
  return spawn(planned.file, planned.operands, {
    argv0: planned.argv0,
    detached: true,
    env: { ...environment, ...planned.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    windowsVerbatimArguments: planned.verbatim,
  });
};
