/** What a command needs to be started, found out before anything is. */
import {
  type CommandLine,
  type Execution,
  ExitCode,
  Failure,
  hasControllingTerminal,
  isCommandLineReadable,
  originalEnvironment,
  planExecution,
} from '@proctools/core';
import type { Birth } from '../child/child.ts';

/** A Failure with 127 or 126 when there is nothing to execute. */
export const findExecution = async (
  command: CommandLine,
  environment: Readonly<Record<string, string>>,
): Promise<Execution> => {
  if (!isCommandLineReadable())
    throw new Failure(ExitCode.toolFailed, 'an operand is not UTF-8, and Node cannot hand it on');
  const planned = await planExecution(command, { environment, cwd: process.cwd() });
  if (planned.type === 'found') return planned;
  if (planned.type === 'cannot-execute')
    throw new Failure(ExitCode.cannotExecute, `${planned.file}: cannot be executed: ${planned.reason}`);
  const hint = command[0].includes('/')
    ? 'there is no such file'
    : `looked in PATH: ${planned.search ?? 'it is not set'}`;
  throw new Failure(ExitCode.notFound, `${command[0]}: command not found`, { hint });
};

/** The environment that we were started with. */
export const callersEnvironment = (): Readonly<Record<string, string>> => originalEnvironment().variables;

/** A command with our streams; it has a group of its own unless it needs our terminal. */
export const plainBirth = (execution: Execution, environment: Birth['environment']): Birth => ({
  execution,
  environment,
  stdio: [0, 1, 2],
  channel: false,
  ownGroup: process.platform !== 'win32' && !hasControllingTerminal(),
  orphans: 'kill',
});
