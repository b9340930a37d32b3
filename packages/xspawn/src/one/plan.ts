/** Decides what is done with one command, from its options and operands alone. Touches nothing. */
import path from 'node:path';
import { type CommandLine, usageFailure } from '@proctools/core';
import type { ReportTarget } from '../options.ts';
import type { SurroundingOptions } from '../surroundings/options.ts';
import { type LimitPlan, limitsOf, type RetryPlan, retriesOf, type TryOptions } from '../tries.ts';

/** The options that say something about one command, read. Durations in milliseconds. */
export interface OneOptions extends SurroundingOptions, TryOptions {
  readonly title: string | undefined;
  readonly stdin: string | undefined;
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  readonly append: boolean;
  readonly tee: string | undefined;
  readonly prefix: string | undefined;
  readonly timestamps: boolean;
  readonly quietUnlessFailed: boolean;
  readonly maxOutput: number | undefined;
  readonly noRaise: boolean;
  readonly shell: string | undefined;
  readonly detach: boolean;
  readonly ipc: boolean;
  readonly report: ReportTarget | undefined;
}

/** Where the output goes and what is made of it on the way. Paths are absolute. */
export interface StreamPlan {
  readonly stdin: string | '-' | 'null';
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  readonly append: boolean;
  readonly tee: string | undefined;
  readonly prefix: string;
  readonly timestamps: boolean;
  readonly quietUnlessFailed: boolean;
  readonly maxBytes: number | undefined;
  /** Whether the output has to pass through us; else it goes where it goes by itself. */
  readonly isPiped: boolean;
}

export interface OnePlan {
  readonly command: CommandLine;
  readonly title: string | undefined;
  readonly streams: StreamPlan;
  readonly limits: LimitPlan;
  readonly retries: RetryPlan;
  readonly orphans: 'kill' | 'leave';
  readonly raise: boolean;
  readonly way: 'wait' | 'detach' | 'channel';
  readonly report: ReportTarget | undefined;
  /** Nothing is left for us to do once it runs: we may become it. */
  readonly isUnsupervised: boolean;
}

/** A line for a shell, with its operands: they are parameters of the shell, and never read by it as a part of the line. */
const shellCommand = (shell: string, [line, ...operands]: CommandLine, platform: string): CommandLine => {
  if (platform !== 'win32') return [shell, '-c', line, shell, ...operands];
  if (shell !== 'sh') return [shell, '-c', line, shell, ...operands];
  if (operands.length > 0)
    throw usageFailure('--shell takes one line on Windows: cmd.exe has no safe way to hand it operands');
  return ['cmd.exe', '/d', '/s', '/c', line];
};

const streamsOf = (options: OneOptions, cwd: string): StreamPlan => {
  const absolute = (file: string | undefined): string | undefined => file && path.resolve(cwd, file);
  const { append, prefix = '', quietUnlessFailed, timestamps } = options;
  const stdin = options.stdin === '-' || options.stdin === 'null' ? options.stdin : (absolute(options.stdin) ?? '-');
  const isChanged = prefix !== '' || timestamps || quietUnlessFailed || options.tee !== undefined;
  return {
    stdin,
    stdout: absolute(options.stdout),
    stderr: absolute(options.stderr),
    append,
    tee: absolute(options.tee),
    prefix,
    timestamps,
    quietUnlessFailed,
    maxBytes: options.maxOutput,
    isPiped: isChanged || options.maxOutput !== undefined || options.idleTimeout !== undefined,
  };
};

const assertTogether = ({ detach, ipc, retry, timeout, idleTimeout, stdin }: OneOptions): void => {
  if (detach && ipc) throw usageFailure('--detach leaves nobody to hold the channel of --ipc');
  if (detach && (timeout ?? idleTimeout) !== undefined) throw usageFailure('--detach leaves nobody to watch the time');
  if (detach && retry !== undefined) throw usageFailure('--detach leaves nobody to try again');
  if (ipc && stdin !== undefined) throw usageFailure('--ipc takes standard input for the messages: leave out --stdin');
};

const isPlainStreams = ({ isPiped, stderr, stdin, stdout }: StreamPlan): boolean =>
  !isPiped && stdin === '-' && stdout === undefined && stderr === undefined;

/** What is to be done; a usage Failure when the options do not go together. `cwd` is the caller's. */
export const planOne = (
  options: OneOptions,
  operands: CommandLine,
  cwd: string,
  platform: string = process.platform,
): OnePlan => {
  if (operands[0] === '') throw usageFailure('the command is empty');
  assertTogether(options);
  const streams = streamsOf(options, cwd);
  const way = options.detach ? 'detach' : options.ipc ? 'channel' : 'wait';
  const isWatched = (options.timeout ?? options.retry ?? options.report) !== undefined || options.noRaise;
  return {
    command: options.shell === undefined ? operands : shellCommand(options.shell, operands, platform),
    title: options.title,
    streams,
    limits: limitsOf(options),
    retries: retriesOf(options),
    orphans: options.orphans,
    raise: !options.noRaise,
    way,
    report: options.report,
    isUnsupervised: way === 'wait' && !isWatched && isPlainStreams(streams),
  };
};
