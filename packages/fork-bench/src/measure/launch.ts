import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { callAfter, type Ended, endedFrom, errorCode } from '@proctools/core';
import { endFamily } from './end-family.ts';
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

const start = ({ file, operands, environment, isAnswering, run }: Launch): ChildProcess => {
  const stdio: StdioOptions = [...run.stdio, ...(isAnswering ? (['pipe'] as const) : [])];
  return spawn(file, operands, { cwd: run.cwd, env: environment, stdio, detached: IS_LEADER, windowsHide: true });
};

/** Node throws some of the errors of execve(2), such as E2BIG, and tells the others in an event. */
const tryToStart = (launch: Launch): ChildProcess | Error => {
  try {
    return start(launch);
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
    (child.stdio[3] as Readable | undefined)?.on('data', (chunk: Buffer) => chunks.push(chunk));
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

/** Ends it before its time, at most once, and waits for the last of it. */
const endingOf = ({ isAnswering }: Launch, child: ChildProcess) => {
  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    if (child.pid === undefined) return;
    await endFamily({ pid: child.pid, isWaiting: isAnswering });
    // Who waits has nobody left to wait for, unless the kernel holds the command: then nobody waits for that.
    if (isAnswering) setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  return {
    begin: (): void => {
      ending ??= end();
    },
    settled: async (): Promise<boolean> => {
      await ending;
      return ending !== undefined;
    },
  };
};

/** How long who waited may take to answer. */
const GRACE_MS = 10_000;

/**
 * Starts it and waits for its end. After `run.timeoutMs`, and when the signal aborts, the command is ended with all that
 * it has started; then it counts as timed out, or the promise rejects with the signal's reason.
 */
export const launch = async (what: Launch, signal: AbortSignal): Promise<Launched> => {
  signal.throwIfAborted();
  const beginNs = process.hrtime.bigint();
  const child = tryToStart(what);
  if (child instanceof Error) {
    return { type: 'not-started', error: errorCode(child) ?? child.message, wallMs: msSince(beginNs) };
  }
  const ended = untilEnded(child, beginNs);
  const ending = endingOf(what, child);
  const { timeoutMs } = what.run;
  const timer = timeoutMs === undefined ? undefined : callAfter(timeoutMs, ending.begin);
  signal.addEventListener('abort', ending.begin, { once: true });
  try {
    const launched = await ended;
    clearTimeout(timer);
    const isEndedEarly = await ending.settled();
    signal.throwIfAborted();
    return launched.type === 'ended' ? { ...launched, isTimedOut: isEndedEarly } : launched;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', ending.begin);
  }
};
