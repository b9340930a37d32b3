import { type ChildProcess, spawn } from 'node:child_process';
import { originalEnvironment } from '@proctools/core';
import { findCommand } from '../endpoints/exec.ts';

interface Streams {
  readonly stdin: 'ignore' | 'inherit';
  readonly stdout: 'inherit' | number;
  readonly serialization: 'json' | 'advanced';
}

/** Finds the program, and answers with what starts it, each time at once, with a channel of Node's own making. */
export const starterWithChannel = async (
  program: readonly [string, ...string[]],
  { serialization, stdin, stdout }: Streams,
): Promise<() => ChildProcess> => {
  const environment = originalEnvironment().variables;
  const execution = await findCommand(program, environment);
  return () =>
    spawn(execution.file, execution.operands, {
      argv0: execution.argv0,
      env: { ...environment, ...execution.environment },
      stdio: [stdin, stdout, 'inherit', 'ipc'],
      serialization,
      windowsVerbatimArguments: execution.verbatim,
    });
};
