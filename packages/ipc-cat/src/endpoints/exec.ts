/** A command as an end: what is written there is its standard input, what is read its standard output. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import {
  type CommandLine,
  type Execution,
  ExitCode,
  endedFrom,
  Failure,
  originalEnvironment,
  planExecution,
} from '@proctools/core';
import { closeSocket, incoming, piecesReader, socketWriter } from '../bytes/sockets.ts';
import type { ByteEnd, ChildEnd } from '../endpoint.ts';

/** What has to be executed; a Failure with 127 or 126 when there is nothing. */
export const findCommand = async (
  command: CommandLine,
  environment: Readonly<Record<string, string>>,
): Promise<Execution> => {
  const planned = await planExecution(command, { environment, cwd: process.cwd() });
  if (planned.type === 'found') return planned;
  if (planned.type === 'cannot-execute') {
    throw new Failure(ExitCode.cannotExecute, `${planned.file}: cannot be executed: ${planned.reason}`);
  }
  throw new Failure(ExitCode.notFound, `${command[0]}: command not found`);
};

/** Starts a child of ours. */
export const startChild = async (
  command: CommandLine,
  stdio: readonly ('pipe' | 'inherit' | 'ignore' | number)[],
  more: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> => {
  const environment = originalEnvironment().variables;
  const execution = await findCommand(command, environment);
  return spawn(execution.file, execution.operands, {
    argv0: execution.argv0,
    env: { ...environment, ...execution.environment, ...more },
    stdio: [...stdio],
    windowsVerbatimArguments: execution.verbatim,
  });
};

/** How it ended; a child that could not be started after all is a Failure with 126. */
export const endOf = (child: ChildProcess, file: string): Promise<ChildEnd> => {
  const end = new Promise<ChildEnd>((resolve, reject) => {
    child.once('error', (cause) => {
      if (child.pid === undefined) reject(new Failure(ExitCode.cannotExecute, `cannot start ${file}`, { cause }));
    });
    child.once('exit', (code, signal) => resolve(endedFrom(code, signal)));
  });
  end.catch(() => {});
  return end;
};

/** A pipe of a child's, which Node reads by itself: taken piece by piece. */
export const takePieces = (stream: Socket) => {
  const arriving = incoming();
  stream.on('data', (bytes: Buffer) => {
    stream.pause();
    arriving.onread.callback(bytes.length, bytes);
  });
  stream.pause();
  return piecesReader(stream, arriving);
};

/** The command's streams as an end for bytes. Its standard error is ours. */
export const openExec = async (
  name: string,
  command: CommandLine,
  wants: { readonly reader: boolean; readonly writer: boolean },
): Promise<ByteEnd> => {
  const child = await startChild(command, [
    wants.writer ? 'pipe' : 'inherit',
    wants.reader ? 'pipe' : 'inherit',
    'inherit',
  ]);
  const end = endOf(child, command[0]);
  const stdin = child.stdin as unknown as Socket | null;
  const stdout = child.stdout as unknown as Socket | null;
  const writer = stdin ? socketWriter(stdin) : undefined;
  const gone = end.catch(() => {});
  const hangUp = async (): Promise<void> => {
    await Promise.all([stdin, stdout].map((stream) => (stream ? closeSocket(stream) : undefined)));
  };
  return {
    name,
    unit: 'bytes',
    ...(stdout ? { reader: takePieces(stdout) } : {}),
    // Whoever has inherited its standard input does not count: the command is what was asked for.
    ...(writer ? { writer: { ...writer, gone } } : {}),
    child: end,
    hangUp,
    signal: (signal) => void child.kill(signal),
    close: async () => {
      await hangUp();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
};
