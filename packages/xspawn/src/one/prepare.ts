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
  writeErr,
} from '@proctools/core';
import type { Birth } from '../child/child.ts';

const cannotExecute = (file: string, reason: string): Failure =>
  new Failure(ExitCode.cannotExecute, `${file}: cannot be executed: ${reason}`);

/** A path is handed over as it was typed: a script finds it in $0. */
const asTyped = (execution: Execution, name: string): Execution =>
  process.platform !== 'win32' && name.includes('/') ? { ...execution, file: name } : execution;

/** A Failure with 127 or 126 when there is nothing to execute. */
export const findExecution = async (
  command: CommandLine,
  environment: Readonly<Record<string, string>>,
): Promise<Execution> => {
  const planned = await planExecution(command, { environment, cwd: process.cwd() });
  if (planned.type === 'cannot-execute') throw cannotExecute(planned.file, planned.reason);
  if (planned.type === 'found') return asTyped(planned, command[0]);
  const hint = command[0].includes('/')
    ? 'there is no such file'
    : `looked in PATH: ${planned.search ?? 'it is not set'}`;
  throw new Failure(ExitCode.notFound, `${command[0]}: command not found`, { hint });
};

/** The same for a command that is the end of our own command line: its operands may be any bytes. */
export const findWithOperands = async (
  command: CommandLine,
  environment: Readonly<Record<string, string>>,
): Promise<Execution> => {
  const execution = await findExecution(command, environment);
  if (isCommandLineReadable()) return execution;
  return (await import('./byte-operands.ts')).withByteOperands(execution, command, environment);
};

/** The environment that we were started with. */
export const callersEnvironment = (): Readonly<Record<string, string>> => {
  const { unreadable, variables } = originalEnvironment();
  for (const name of unreadable) {
    writeErr(`xspawn: the variable ${name} is left out: it is not UTF-8, and Node cannot hand it on\n`);
  }
  return variables;
};

/** A command with our streams; it has a group of its own unless it needs our terminal. */
export const plainBirth = (execution: Execution, environment: Birth['environment']): Birth => ({
  execution,
  environment,
  stdio: [0, 1, 2],
  channel: false,
  ownGroup: process.platform !== 'win32' && !hasControllingTerminal(),
  orphans: 'kill',
});
