/** A command as an end: what is written there is its standard input, what is read its standard output. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import {
  type CommandLine,
  callAfter,
  type Ended,
  type Execution,
  ExitCode,
  endedFrom,
  errorCode,
  Failure,
  originalEnvironment,
  planExecution,
} from '@proctools/core';
import { closeSocket, piecesReader, socketWriter } from '../bytes/sockets.ts';
import { altered, type ByteEnd, type ByteReader, type ByteWriter } from '../endpoint.ts';
import { type ChildPipes, makeChildPipes } from './child-pipes.ts';

interface Wants {
  readonly reader: boolean;
  readonly writer: boolean;
}

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

/** How it ended; a child that could not be started after all is a Failure with 126, or 127. */
export const endOf = (child: ChildProcess, file: string): Promise<Ended> => {
  const end = new Promise<Ended>((resolve, reject) => {
    // More than once: a signal that we may not send is one, too.
    child.on('error', (cause) => {
      if (child.pid !== undefined) return;
      const code = errorCode(cause) === 'ENOENT' ? ExitCode.notFound : ExitCode.cannotExecute;
      reject(new Failure(code, `cannot start ${file}`, { cause }));
    });
    child.once('exit', (code, signal) => resolve(endedFrom(code, signal)));
  });
  end.catch(() => {});
  return end;
};

/** Whoever has been told to end and does not is killed after so long; and left, if even that is not permitted. */
const INSIST_MS = 10_000;
const LEAVE_MS = 11_000;

/** What is ours of a child's streams. */
interface Streams {
  readonly reader: ByteReader | undefined;
  readonly writer: ByteWriter | undefined;
  readonly hangUp: () => Promise<void>;
}

const ofPipes = ({ stdin, stdout }: ChildPipes): Streams => ({
  reader: stdout?.ours.part,
  writer: stdin?.ours.part,
  hangUp: async () => void (await Promise.all([stdin?.ours.close(), stdout?.ours.close()])),
});

/** Where there are no pipes, Node has made what the system has instead. */
const ofNode = (child: ChildProcess): Streams => {
  const [stdin, stdout] = [child.stdin, child.stdout] as unknown as readonly (Socket | null)[];
  return {
    reader: stdout ? piecesReader(stdout) : undefined,
    writer: stdin ? socketWriter(stdin) : undefined,
    hangUp: async () => void (await Promise.all([stdin, stdout].map((stream) => stream && closeSocket(stream)))),
  };
};

/** Started, with the streams that are wanted; the others are ours. */
const startWithStreams = async (command: CommandLine, wants: Wants) => {
  const pipes = await makeChildPipes({ stdin: wants.writer, stdout: wants.reader });
  const of = (isWanted: boolean, childs: number | undefined) => (isWanted ? (childs ?? 'pipe') : 'inherit');
  try {
    const child = await startChild(command, [
      of(wants.writer, pipes?.stdin?.childs),
      of(wants.reader, pipes?.stdout?.childs),
      'inherit',
    ]);
    return { child, streams: pipes ? ofPipes(pipes) : ofNode(child) };
  } finally {
    pipes?.handedOver();
  }
};

/** Asks it to end, and insists. */
const endChild = async (child: ChildProcess, gone: Promise<unknown>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const insist = callAfter(INSIST_MS, () => child.kill('SIGKILL'));
  await new Promise<void>((resolve) => {
    const leave = callAfter(LEAVE_MS, resolve);
    void gone.then(() => {
      clearTimeout(leave);
      resolve();
    });
  });
  clearTimeout(insist);
};

/** What an end has of the child behind it. `hangUp` closes our ends of its streams. */
export const childParts = (
  child: ChildProcess,
  file: string,
  hangUp: () => Promise<void>,
): Required<Pick<ByteEnd, 'child' | 'hangUp' | 'signal' | 'close'>> => {
  const end = endOf(child, file);
  return {
    child: end,
    hangUp,
    signal: (signal) => void child.kill(signal),
    close: async () => {
      await hangUp();
      await endChild(
        child,
        end.catch(() => {}),
      );
    },
  };
};

/** The command's streams as an end for bytes. Its standard error is ours. */
export const openExec = async (name: string, command: CommandLine, wants: Wants): Promise<ByteEnd> => {
  const { child, streams } = await startWithStreams(command, wants);
  const { hangUp, reader, writer } = streams;
  const parts = childParts(child, command[0], hangUp);
  return {
    name,
    unit: 'bytes',
    ...(reader ? { reader } : {}),
    // Whoever has inherited its standard input does not count: the command is what was asked for.
    ...(writer ? { writer: altered(writer, { gone: parts.child.catch(() => {}) }) } : {}),
    ...parts,
  };
};
