import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { callAfter, type Ended, ExitCode, endedFrom, errorCode, Failure, uniqueWord } from '@proctools/core';
import { earlyEnd } from './early-end.ts';
import { ANSWER_DESCRIPTOR } from './probe/protocol.ts';
import type { Run } from './way.ts';

/** What is started for a run: the command itself, or who starts it, waits for it, and answers on descriptor 3. */
export interface Launch {
  readonly file: string;
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly isAnswering: boolean;
  readonly run: Run;
}

export type Launched =
  | { readonly type: 'not-started'; readonly error: string; readonly wallMs: number }
  | {
      readonly type: 'ended';
      readonly ended: Ended;
      readonly answer: Buffer;
      readonly isTimedOut: boolean;
      /** From before the call that started it until Node told of its end. */
      readonly wallMs: number;
    };

/** It leads a session of its own: whatever happens on our terminal is not for the command, and it can be ended as a whole. */
const IS_LEADER = process.platform !== 'win32';

/** By what the processes of a run are known, if it has to be ended. */
const MARKER = 'FORK_BENCH_RUN';

/** Always as long: how large an environment is may change how fast a program is. */
const uniqueMark = (): string => uniqueWord().padStart(40, '0');

const start = ({ file, operands, environment, isAnswering, run }: Launch, mark: string): ChildProcess => {
  const stdio: StdioOptions = [...run.stdio, ...(isAnswering ? (['pipe'] as const) : [])];
  const env = { ...environment, [MARKER]: mark };
  return spawn(file, operands, { cwd: run.cwd, env, stdio, detached: IS_LEADER, windowsHide: true });
};

/** Node throws some of the errors of execve(2), such as E2BIG, and tells the others in an event. */
const tryToStart = (launch: Launch, mark: string): ChildProcess | Error => {
  try {
    return start(launch, mark);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return error as Error;
  }
};

const NS_PER_MS = 1e6;

const msSince = (beginNs: bigint): number => Number(process.hrtime.bigint() - beginNs) / NS_PER_MS;

const untilEnded = (child: ChildProcess, beginNs: bigint): Promise<Launched> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let wallMs = 0;
    // Without a descriptor left for a pipe, Node makes none of the streams.
    const streams = child.stdio as ChildProcess['stdio'] | undefined;
    (streams?.[ANSWER_DESCRIPTOR] as Readable | undefined)?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) =>
      resolve({ type: 'not-started', error: errorCode(error) ?? error.message, wallMs: msSince(beginNs) }),
    );
    child.on('exit', () => {
      wallMs = msSince(beginNs);
    });
    child.on('close', (code, signal) => {
      const ended = endedFrom(code, signal);
      resolve({ type: 'ended', ended, answer: Buffer.concat(chunks), isTimedOut: false, wallMs });
    });
  });

/** Node tells in the same way that there is no such program, and no such folder to run it in. */
const assertFolder = (cwd: string): void => {
  try {
    accessSync(path.join(cwd, '.'), constants.X_OK);
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot run anything in ${cwd}`, { cause: error });
  }
};

/** Then we could start nothing at all: that says nothing about the command. */
const OURS: readonly string[] = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'];

/** Throws a Failure for what is not the fault of the file that was to be executed. */
const assertItsOwn = (error: string, cwd: string): void => {
  assertFolder(cwd);
  if (!OURS.includes(error)) return;
  throw new Failure(ExitCode.failed, 'cannot start another process', { cause: new Error(error) });
};

/**
 * Starts it and waits for its end. After `run.timeoutMs`, and when the signal aborts, the command is ended with all that
 * it has started; then it counts as timed out, or the promise rejects with the signal's reason. Rejects with a Failure
 * when the folder to run in is not there, and when no process can be started at all.
 */
export const launch = async (what: Launch, signal: AbortSignal): Promise<Launched> => {
  signal.throwIfAborted();
  const mark = uniqueMark();
  const beginNs = process.hrtime.bigint();
  const child = tryToStart(what, mark);
  if (child instanceof Error) {
    return { type: 'not-started', error: errorCode(child) ?? child.message, wallMs: msSince(beginNs) };
  }
  const ended = untilEnded(child, beginNs);
  const ending = earlyEnd(child, { marker: `${MARKER}=${mark}`, isWaiting: what.isAnswering });
  const { timeoutMs } = what.run;
  const timer = timeoutMs === undefined ? undefined : callAfter(timeoutMs, ending.begin);
  signal.addEventListener('abort', ending.begin, { once: true });
  try {
    const launched = await ended;
    clearTimeout(timer);
    // Somebody has killed who waited, and what the command has started would go on.
    if (what.isAnswering && launched.type === 'ended' && 'killed' in launched.ended) ending.begin();
    const isEndedEarly = await ending.settled();
    signal.throwIfAborted();
    if (launched.type === 'ended') return { ...launched, isTimedOut: isEndedEarly };
    assertItsOwn(launched.error, what.run.cwd);
    return launched;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', ending.begin);
  }
};
