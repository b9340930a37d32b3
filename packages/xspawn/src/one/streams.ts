/** Opens what a plan says of the streams. */
import { closeSync, openSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import type { Birth } from '../child/child.ts';
import { spool } from '../output/spool.ts';
import { isReaderGone, type Writer, writerTo } from '../output/writer.ts';
import {
  type Destination,
  type Dress,
  type Flow,
  flowTo,
  linesBeginningWith,
  undressed,
  writersDestination,
} from './flow.ts';
import type { StreamPlan } from './plan.ts';

export interface Streams {
  readonly stdio: Birth['stdio'];
  /** Undefined when the output does not pass through us. */
  readonly flow: Flow | undefined;
  /** A try is over: prints what was kept back when it failed, and forgets it else. */
  readonly settle: (hasFailed: boolean) => Promise<void>;
  /** Resolves when all is written. A Failure when it could not be; a reader that went away is none. */
  readonly close: () => Promise<void>;
}

const open = (option: string, file: string, flags: string): number => {
  try {
    return openSync(file, flags);
  } catch (cause) {
    throw new Failure(ExitCode.toolFailed, `--${option}: cannot open ${file}`, { cause });
  }
};

const dressOf = ({ prefix, timestamps }: StreamPlan): Dress =>
  prefix === '' && !timestamps
    ? undressed
    : linesBeginningWith(() => `${timestamps ? `${new Date().toISOString()} ` : ''}${prefix}`);

/** Keeps all until it is told that somebody wants it. */
const keeping = (destination: Destination): Destination & { readonly settle: (isWanted: boolean) => Promise<void> } => {
  const kept = spool();
  return {
    take: (stream, bytes) => kept.add({ stream, bytes }),
    ready: () => undefined,
    onGone: () => {},
    settle: async (isWanted) => {
      for (const { stream, bytes } of kept.drain()) {
        if (isWanted) destination.take(stream, bytes);
        await destination.ready();
      }
    },
  };
};

const complain = (writers: readonly (readonly [string, Writer])[]): void => {
  for (const [name, writer] of writers) {
    const cause = writer.error();
    if (cause && !isReaderGone(cause)) throw new Failure(ExitCode.toolFailed, `cannot write to ${name}`, { cause });
  }
};

export const openStreams = (plan: StreamPlan): Streams => {
  const flags = plan.append ? 'a' : 'w';
  const stdin = plan.stdin === 'null' ? 'null' : plan.stdin === '-' ? 0 : open('stdin', plan.stdin, 'r');
  const stdout = plan.stdout === undefined ? 1 : open('stdout', plan.stdout, flags);
  const isSameFile = plan.stderr !== undefined && plan.stderr === plan.stdout;
  const stderr = isSameFile ? stdout : plan.stderr === undefined ? 2 : open('stderr', plan.stderr, flags);
  const tee = plan.tee === undefined ? undefined : open('tee', plan.tee, flags);
  const opened = [stdin, stdout, stderr, tee].filter((one) => typeof one === 'number' && one > 2) as number[];
  const closeAll = (): void => {
    for (const descriptor of new Set(opened)) closeSync(descriptor);
  };
  if (!plan.isPiped) {
    return { stdio: [stdin, stdout, stderr], flow: undefined, settle: async () => {}, close: async () => closeAll() };
  }
  const out = writerTo(stdout);
  const writers = { stdout: out, stderr: isSameFile ? out : writerTo(stderr) };
  const copy = tee === undefined ? undefined : writerTo(tee);
  const direct = writersDestination(writers, copy);
  const kept = plan.quietUnlessFailed ? keeping(direct) : undefined;
  return {
    stdio: [stdin, 'pipe', 'pipe'],
    flow: flowTo(kept ?? direct, dressOf(plan), plan.maxBytes),
    settle: async (hasFailed) => kept?.settle(hasFailed),
    close: async () => {
      await Promise.all([writers.stdout.drained(), writers.stderr.drained(), copy?.drained()]);
      closeAll();
      complain([
        [plan.stdout ?? 'standard output', writers.stdout],
        [plan.stderr ?? 'standard error', writers.stderr],
        ...(copy ? [[plan.tee ?? '', copy] as const] : []),
      ]);
    },
  };
};
