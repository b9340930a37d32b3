/** The commands that run over messages: each with one message as its input, in a process group of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { callAfter, type Execution, errorCode } from '@proctools/core';
import { endOf } from '../endpoints/exec.ts';
import type { Framing } from '../frames/framing.ts';
import { inputOf } from './answer.ts';
import { startGuard } from './guard.ts';
import { inputFile } from './input-file.ts';
import type { Message } from './message.ts';
import type { Outcome } from './outcome.ts';
import { collectOutput } from './output.ts';
import { type Pipe, pipes } from './pipes.ts';
import { slots } from './slots.ts';

/** A message in the hands of its command. */
interface Run {
  /** Never rejects. */
  readonly ended: Promise<Outcome>;
}

export interface Commands {
  /** Starts the command with a message, as soon as there is room for one more. The payload is not needed any longer then. */
  start(message: Message): Promise<Run>;
  /** No message is done any more from now on. */
  readonly isEnding: boolean;
  /** Passes a signal on, which is to end them. */
  signal(signal: NodeJS.Signals): void;
  /** Ends them all: asks, and insists after a while. */
  end(): Promise<void>;
}

export interface CommandSettings {
  readonly execution: Execution;
  readonly environment: Readonly<Record<string, string>>;
  readonly framing: Framing | undefined;
  /** So many at once. */
  readonly most: number;
  /** Bytes of the longest answer. */
  readonly maxFrame: number;
}

/** How long a command may take to end that was asked to. */
const PATIENCE_MS = 5_000;

const failed = (why: Extract<Outcome, { type: 'failed' }>['why']): Outcome => ({ type: 'failed', why });

const notStarted = (error: unknown): Outcome =>
  failed({ type: 'not-started', why: errorCode(error) ?? (error instanceof Error ? error.message : String(error)) });

/** What it is told of its message. What we were told of ours is none of its. */
const variablesFor = ({ receipt, subject }: Message): Record<string, string | undefined> => ({
  IPC_CAT_ATTEMPT: receipt?.attempt?.toString(),
  IPC_CAT_SUBJECT: subject,
});

/** The whole group; a command alone on Windows. */
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {} // it has just ended
};

/** Ready to run a command over messages. */
export const commandsFor = ({ environment, execution, framing, maxFrame, most }: CommandSettings): Commands => {
  const guard = startGuard();
  const running = new Map<ChildProcess, Promise<unknown>>();
  const room = slots(most);
  const outputs = pipes();
  let isEnding = false;

  const launch = (message: Message, pipe: Pipe | undefined): ChildProcess => {
    const input = inputFile(inputOf(message.payload, framing));
    try {
      return spawn(execution.file, execution.operands, {
        argv0: execution.argv0,
        detached: process.platform !== 'win32',
        env: { ...environment, ...execution.environment, ...variablesFor(message) },
        stdio: [input.descriptor, pipe?.childs ?? 'pipe', 'inherit'],
        windowsVerbatimArguments: execution.verbatim,
      });
    } finally {
      input.close();
      pipe?.handedOver();
    }
  };

  const follow = async (child: ChildProcess, pipe: Pipe | undefined): Promise<Outcome> => {
    const ended = endOf(child, execution.file);
    if (child.pid !== undefined) guard.began(child.pid);
    try {
      if (child.pid === undefined) await ended; // which says why; it has no output
      const stream = pipe?.stream ?? (child.stdout as Socket);
      // One that was to write so much may not stop by itself.
      const output = collectOutput(stream, maxFrame, () => signalGroup(child, 'SIGTERM'));
      const end = await ended;
      const { bytes, isEnded } = await output.take();
      pipe?.giveBack(isEnded);
      if (isEnding) return failed({ type: 'ended-from-here' });
      if (bytes === undefined) return failed({ type: 'unfit', why: 'too-long' });
      return 'exited' in end && end.exited === 0 ? { type: 'done', output: bytes } : failed({ type: 'ended', end });
    } catch (error) {
      pipe?.giveBack(false);
      return notStarted(error instanceof Error ? (error.cause ?? error) : error);
    } finally {
      if (child.pid !== undefined) guard.ended(child.pid);
    }
  };

  const run = (message: Message, pipe: Pipe | undefined): Promise<Outcome> => {
    if (isEnding) {
      pipe?.giveBack(false);
      return Promise.resolve(failed({ type: 'ended-from-here' }));
    }
    try {
      const child = launch(message, pipe);
      const ended = follow(child, pipe).finally(() => running.delete(child));
      running.set(child, ended);
      return ended;
    } catch (error) {
      pipe?.giveBack(false);
      return Promise.resolve(notStarted(error));
    }
  };

  const signal = (name: NodeJS.Signals): void => {
    isEnding = true;
    for (const child of running.keys()) signalGroup(child, name);
  };

  return {
    get isEnding() {
      return isEnding;
    },
    start: async (message) => {
      await room.take();
      return { ended: run(message, await outputs.take()).finally(room.give) };
    },
    signal,
    end: async () => {
      const isAsked = isEnding;
      if (!isAsked) signal('SIGTERM');
      const insist = callAfter(PATIENCE_MS, () => signal('SIGKILL'));
      await Promise.all(running.values());
      clearTimeout(insist);
      guard.release();
      outputs.close();
    },
  };
};
