// A child that measures, or is measured: an entry of its own in dist, which ends when the channel to us is closed.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { callAfter, describeEnded, ExitCode, endedFrom, Failure } from '@proctools/core';

export interface Child {
  /** The next message of the child. A Failure with what it said last when it ends instead. */
  readonly next: <Answer>() => Promise<Answer>;
  /** Sends a message and waits for the one that answers it. One question at a time. */
  readonly ask: <Answer>(question: unknown) => Promise<Answer>;
  /** Lets go of it, and resolves when it has ended with all that it has started. */
  readonly end: () => Promise<void>;
}

/** How one is started. */
export interface Start {
  /** Its file in dist, without the ending. */
  readonly entry: string;
  /** Its only operand, as JSON. */
  readonly spec: unknown;
  /** A command that executes another, with its operands: `taskset -c 0`. */
  readonly prefix?: readonly string[];
  /** A child that has not been let go of after so long is killed, and its next message is a Failure. */
  readonly patienceMs?: number;
}

/** Who does not end when let go of is killed after so long: once a Node 26 with a worker thread waited in its exit for ever. */
const PARTING_MS = 5_000;

/** Of what it wrote to standard error, so much is kept: its end. */
const KEPT_CHARACTERS = 2_048;

const spawnIt = ({ entry, prefix = [], spec }: Start): ChildProcess => {
  const file = path.join(__dirname, `${entry}.cjs`);
  const [command = process.execPath, ...operands] = [...prefix, process.execPath, file, JSON.stringify(spec)];
  // What it starts itself shares its standard error, so that this ends with the last of them, and `close` says so.
  return spawn(command, operands, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], windowsHide: true });
};

/** What came and nobody waited for, or who waits for what has not come. */
const mailbox = () => {
  const messages: unknown[] = [];
  let waiting: PromiseWithResolvers | undefined;
  let failure: Error | undefined;
  return {
    put: (message: unknown): void => {
      if (waiting) waiting.resolve(message);
      else messages.push(message);
      waiting = undefined;
    },
    fail: (error: Error): void => {
      failure = error;
      waiting?.reject(error);
    },
    take: (): Promise<unknown> => {
      if (messages.length > 0) return Promise.resolve(messages.shift());
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
  };
};

interface PromiseWithResolvers {
  readonly resolve: (message: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Resolves when it has ended, and with it the last that shares its standard error. Node's own `close` does not come after a disconnect() of ours. */
const untilClosed = async (child: ChildProcess, onEnd: (how: string) => void): Promise<void> => {
  const silence = new Promise((resolve) => child.stderr?.once('close', resolve));
  await new Promise<void>((resolve) => {
    child.once('error', ({ message }) => {
      onEnd(message);
      resolve();
    });
    child.once('exit', async (code, signal) => {
      await silence;
      onEnd(describeEnded(endedFrom(code, signal)));
      resolve();
    });
  });
};

/** Starts one. It is to be ended also after a failure. */
const startChild = (start: Start): Child => {
  const child = spawnIt(start);
  const box = mailbox();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  });
  child.on('message', box.put);
  const closed = untilClosed(child, (how) =>
    box.fail(new Failure(ExitCode.failed, `${start.entry}: ${how}`, { hint: said.trim() || undefined })),
  );
  const overdue = start.patienceMs === undefined ? undefined : callAfter(start.patienceMs, () => child.kill('SIGKILL'));
  const next = <Answer>() => box.take() as Promise<Answer>;
  return {
    next,
    ask: <Answer>(question: unknown) => {
      child.send(question as object, () => {});
      return next<Answer>();
    },
    end: async () => {
      clearTimeout(overdue);
      if (child.connected) child.disconnect();
      const insisting = callAfter(PARTING_MS, () => child.kill('SIGKILL'));
      await closed;
      clearTimeout(insisting);
    },
  };
};

/** Uses a child for as long as the work lasts, however that ends. */
export const withChild = async <Answer>(start: Start, work: (child: Child) => Promise<Answer>): Promise<Answer> => {
  const child = startChild(start);
  try {
    return await work(child);
  } finally {
    await child.end();
  }
};
