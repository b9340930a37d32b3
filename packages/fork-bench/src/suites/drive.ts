// Starts one driver, hears it out, and sees to it that nothing of it is left.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { callAfter, describeEnded, endedFrom, formatDuration } from '@proctools/core';
import { type Assignment, TOLD_ON, type Told } from './protocol.ts';

const DRIVER = path.join(__dirname, 'driver.cjs');

/** Of what it wrote to standard error, so much is kept: its end. */
const KEPT_CHARACTERS = 4_096;

export interface Drive {
  /** The Node that runs it. */
  readonly file: string;
  readonly assignment: Assignment;
  /** Exactly this. */
  readonly environment: Readonly<Record<string, string>>;
  /** After so long it is ended. */
  readonly timeoutMs: number;
  readonly onTold: (told: Told) => void;
  readonly signal: AbortSignal;
}

/** How it went: to the end; stopped by the signal; or why not, and in which step (none: before the first). */
export type Driven =
  | { readonly type: 'done' | 'stopped' }
  | { readonly type: 'failed'; readonly step: string | undefined; readonly reason: string };

/** Everything in the driver's process group, which outlives the driver as long as it has a member. Not on Windows, where there are none. */
const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {} // nobody is left
};

const start = ({ assignment, environment, file }: Drive): ChildProcess =>
  spawn(file, [DRIVER, JSON.stringify(assignment)], {
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { ...environment },
    windowsHide: true,
  });

const lastOf = (stream: Readable): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_CHARACTERS);
  });
  return () => text.trim();
};

/** Undefined for a line that was cut off when the driver was killed. */
const read = (line: string): Told | undefined => {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
};

/** Resolves when it has ended and all that it told was heard. */
const hear = (child: ChildProcess, { onTold }: Drive): Promise<Driven> => {
  let step: string | undefined;
  let last: Driven | undefined;
  const take = (line: string): void => {
    const told = read(line);
    if (told === undefined) return;
    if (told.type === 'step') step = told.name;
    if (told.type === 'done') last = { type: 'done' };
    if (told.type === 'failed') last = { ...told, step };
    onTold(told);
  };
  const said = lastOf(child.stderr as Readable);
  createInterface({ input: child.stdio[TOLD_ON] as Readable }).on('line', take);
  return new Promise((resolve) => {
    const fail = (...reasons: readonly string[]): void =>
      resolve(last ?? { type: 'failed', step, reason: reasons.filter(Boolean).join(': ') });
    child.once('error', ({ message }) => fail(message));
    child.once('exit', () => killGroup(child));
    child.once('close', (code, signal) => fail(describeEnded(endedFrom(code, signal)), said()));
  });
};

/** Runs a driver to its end. When this settles, neither it nor anything that it started is there any more. Never rejects. */
export const drive = async (settings: Drive): Promise<Driven> => {
  const { signal, timeoutMs } = settings;
  if (signal.aborted) return { type: 'stopped' };
  const child = start(settings);
  let isLate = false;
  const timer = callAfter(timeoutMs, () => {
    isLate = true;
    killGroup(child);
  });
  const stop = (): void => killGroup(child);
  signal.addEventListener('abort', stop);
  const driven = await hear(child, settings);
  signal.removeEventListener('abort', stop);
  clearTimeout(timer);
  child.stdin?.destroy();
  if (driven.type !== 'failed') return driven;
  if (signal.aborted) return { type: 'stopped' };
  return isLate ? { ...driven, reason: `it took longer than ${formatDuration(timeoutMs)}` } : driven;
};
