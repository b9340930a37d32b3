/** Opens what a plan says of the streams. */
import { closeSync } from 'node:fs';
import type { Birth, Stdio } from '../child/child.ts';
import { spool } from '../output/spool.ts';
import { type Destination, type Dress, type Flow, flowTo, linesBeginningWith, undressed } from './flow.ts';
import { openFile, openOutputs, writersFor } from './outputs.ts';
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

const dressOf = ({ prefix, timestamps }: StreamPlan): Dress =>
  prefix === '' && !timestamps
    ? undressed
    : linesBeginningWith(() => `${timestamps ? `${new Date().toISOString()} ` : ''}${prefix}`);

/** Keeps all until it is told that somebody wants it. */
export const keeping = (
  destination: Destination,
): Destination & { readonly settle: (isWanted: boolean) => Promise<void> } => {
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

/** Opens the input; a descriptor above 2 is to be closed. */
export const openInput = ({ stdin }: StreamPlan): Stdio =>
  stdin === 'null' ? 'null' : stdin === '-' ? 0 : openFile('stdin', stdin, 'r');

export const openStreams = (plan: StreamPlan): Streams => {
  const stdin = openInput(plan);
  const outputs = openOutputs(plan);
  const closeAll = (): void => {
    if (typeof stdin === 'number' && stdin > 2) closeSync(stdin);
    outputs.closeAll();
  };
  if (!plan.isPiped) {
    const stdio = [stdin, outputs.stdout, outputs.stderr] as const;
    return { stdio, flow: undefined, settle: async () => {}, close: async () => closeAll() };
  }
  const writers = writersFor(plan, outputs);
  const kept = plan.quietUnlessFailed ? keeping(writers.destination) : undefined;
  return {
    stdio: [stdin, 'pipe', 'pipe'],
    flow: flowTo(kept ?? writers.destination, dressOf(plan), plan.maxBytes),
    settle: async (hasFailed) => kept?.settle(hasFailed),
    close: () => writers.finish().finally(closeAll),
  };
};
