import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { type Environment, environment } from './environment.ts';
import { within } from './until.ts';

export interface RunOptions {
  /** On top of the environment made from nothing; see `environment`. */
  readonly environment?: Environment;
  readonly cwd?: string;
  /** Text for stdin, which is then closed; `open` keeps it open for `write`; without it, stdin is /dev/null. */
  readonly stdin?: string | 'open';
  /** Descriptors of the test's own to hand over, from 3 on. */
  readonly descriptors?: readonly number[];
  readonly detached?: boolean;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** What a command came to. `code` and `signal` as `node:child_process` tells them: one of the two is null. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs; the test's end kills it, if it has not ended. */
export interface Running {
  readonly pid: number;
  /** What it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Settles when it has ended and nobody holds its output any more. Rejects when it could not be started. */
  readonly ended: Promise<Ended>;
  /** Waits until its output matches. */
  until(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
  kill(signal?: NodeJS.Signals): void;
  write(text: string): void;
  closeStdin(): void;
}

const spawnIt = (file: string, operands: readonly string[], options: RunOptions): ChildProcess => {
  const stdin = options.stdin === undefined ? 'ignore' : 'pipe';
  const stdio: StdioOptions = [stdin, 'pipe', 'pipe', ...(options.descriptors ?? [])];
  const { cwd, detached = false, user } = options;
  return spawn(file, operands, { cwd, detached, stdio, env: { ...environment(options.environment) }, ...user });
};

const collect = (child: ChildProcess) => {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      child.emit('said');
    });
  }
  return text;
};

const matchOf = (child: ChildProcess, ended: Promise<Ended>, read: () => string, pattern: RegExp) =>
  new Promise<RegExpExecArray>((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(read());
      if (match) resolve(match);
      if (match) child.off('said', look);
    };
    child.on('said', look);
    look();
    ended.then((end) => reject(new Error(`ended before it said ${pattern}: ${JSON.stringify(end)}`)), reject);
  });

/** Starts a command with an environment made from nothing. */
export const start = (file: string, operands: readonly string[] = [], options: RunOptions = {}): Running => {
  const child = spawnIt(file, operands, options);
  const text = collect(child);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  ended.catch(() => {});
  const gone = new Promise((resolve) => child.on('exit', resolve).on('error', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  // A command that ends without reading its input is no fault of the test's.
  child.stdin?.on('error', () => {});
  if (options.stdin !== undefined && options.stdin !== 'open') child.stdin?.end(options.stdin);
  return {
    pid: child.pid ?? Number.NaN,
    get stdout() {
      return text.stdout;
    },
    get stderr() {
      return text.stderr;
    },
    ended,
    until: (pattern, stream = 'stdout') =>
      within(
        matchOf(child, ended, () => text[stream], pattern),
        () => `${file} says ${pattern}; so far it said ${JSON.stringify(text)}`,
      ),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    write: (written) => void child.stdin?.write(written),
    closeStdin: () => void child.stdin?.end(),
  };
};

/** Runs a command to its end, which includes that nobody else holds its output open. */
export const run = (file: string, operands: readonly string[] = [], options: RunOptions = {}): Promise<Ended> => {
  const running = start(file, operands, options);
  const soFar = () => JSON.stringify({ stdout: running.stdout, stderr: running.stderr });
  return within(running.ended, () => `${[file, ...operands].join(' ')} ends; so far it said ${soFar()}`);
};
