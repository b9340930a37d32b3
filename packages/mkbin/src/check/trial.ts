/** One run of a command, to see whether it does anything at all. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { askedToEnd, dieBy, findMembers, monotonicMs, sleep, stop, uniqueWord } from '@proctools/core';
import { startAlone, type Words } from './start.ts';

type Ending =
  | { readonly exited: number }
  | { readonly killed: string }
  | { readonly late: true }
  | { readonly notStarted: string };

/** What a run came to. */
export interface Trial {
  readonly operands: readonly string[];
  readonly ending: Ending;
  readonly stdout: string;
  readonly stderr: string;
  /** From its start to its end. */
  readonly ms: number;
}

interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** What there is to tidy up when a signal ends us meanwhile. */
  readonly tidyUp?: () => void;
}

/** What comes after so much is read and thrown away: a command may print whatever it likes. */
const MOST_BYTES = 64 * 1024;

/** How long the rest of its output may take once it has ended; somebody who escaped may hold the pipe open. */
const LAST_WORDS_MS = 200;

const gather = (stream: NodeJS.ReadableStream | null): (() => string) => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (bytes < MOST_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
};

const endingOf = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    child.on('error', (error) => resolve({ notStarted: error.message }));
    child.on('exit', (code, signal) => resolve(code === null ? { killed: signal ?? 'a signal' } : { exited: code }));
  });

/** Ends the command with all that it has started: those of its session, and who carries the marker. */
const endAll = async (child: ChildProcess, marker: string): Promise<void> => {
  if (process.platform === 'win32') {
    child.kill();
    return;
  }
  const find = () => findMembers({ markers: [marker], session: child.pid, main: undefined });
  await stop(find, { signal: 'SIGKILL', timeoutMs: 0 });
};

/** Runs a command with nothing to read, and ends it with all that it has started when the time is over. */
export const tryOut = async (
  [file, ...before]: Words,
  operands: readonly string[],
  { environment, timeoutMs, tidyUp }: Surroundings,
): Promise<Trial> => {
  const word = uniqueWord();
  const start = monotonicMs();
  const asked = askedToEnd(); // before there is somebody to end
  const child = await startAlone([file, ...before, ...operands], { ...environment, MKBIN_CHECK: word });
  if (typeof child === 'string') {
    asked.release();
    return { operands, ending: { notStarted: child }, stdout: '', stderr: '', ms: 0 };
  }
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const timer = new AbortController();
  const closed = once(child, 'close').catch(() => {});
  const late = sleep(timeoutMs, timer.signal).then(
    (): Ending => ({ late: true }),
    (): Ending => ({ late: true }),
  );
  let signal: NodeJS.Signals | undefined;
  const interrupted = asked.signal.then((name): Ending => {
    signal = name;
    return { late: true };
  });
  const ending = await Promise.race([endingOf(child), late, interrupted]);
  const ms = monotonicMs() - start;
  timer.abort();
  await endAll(child, `MKBIN_CHECK=${word}`);
  asked.release();
  if (signal) {
    tidyUp?.();
    return dieBy(signal);
  }
  await Promise.race([closed, sleep(LAST_WORDS_MS)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { operands, ending, stdout: stdout(), stderr: stderr(), ms };
};
