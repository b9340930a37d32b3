/**
 * Runs jobs with one of xspawn's engines, as a program of its own: what the jobs inherit, and who is killed, are
 * then no business of the test's own process. `runAsked` is what that program does.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { closeInheritedDescriptors } from '@proctools/core';
import type { EngineName } from '../../packages/xspawn/src/each/engine/choose.ts';
import type { JobSettings } from '../../packages/xspawn/src/each/engine/engine.ts';
import type { Job, JobCommand, JobResult } from '../../packages/xspawn/src/each/job.ts';
import { runJobs, type Summary } from '../../packages/xspawn/src/each/schedule.ts';

/** What is asked for, in a file. Operands and lines are bytes, as latin1. */
export interface Asked {
  readonly engine: EngineName;
  readonly commands: readonly JobCommand[];
  readonly settings: Partial<JobSettings>;
  /** Where to write what happens, a line for each event. */
  readonly log: string;
}

/** What is told of, in the log. Bytes as latin1. */
export type Told =
  | { readonly type: 'started'; readonly number: number; readonly slot: number }
  | { readonly type: 'output'; readonly number: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'retried'; readonly number: number; readonly tryNumber: number }
  | ({ readonly type: 'ended'; readonly number: number } & Omit<JobResult, 'job' | 'command'>)
  | { readonly type: 'done'; readonly summary: Summary };

/** How jobs are run unless more is said. */
export const defaults = (): JobSettings => ({
  slots: 2,
  output: 'capture',
  environment: process.env as Record<string, string>,
  timeoutMs: undefined,
  idleMs: undefined,
  signal: 'SIGTERM',
  killAfterMs: 60_000,
  tree: false,
  orphans: 'kill',
  retries: { count: 0, delayMs: 0, backoff: 1, jitter: false, causes: undefined },
  halt: undefined,
  delayMs: 0,
  load: undefined,
  memFree: undefined,
});

export const runAsked = async (file: string): Promise<void> => {
  const { commands, engine, log, settings } = JSON.parse(readFileSync(file, 'utf8')) as Asked;
  const tell = (told: Told): void => appendFileSync(log, `${JSON.stringify(told)}\n`);
  closeInheritedDescriptors();
  let taken = 0;
  const next = (): Job | undefined => {
    const command = commands[taken];
    taken += 1;
    return command && { number: taken, inputs: [], command: () => command };
  };
  const running = runJobs(
    { next },
    { ...defaults(), ...settings },
    {
      started: ({ number }, slot) => tell({ type: 'started', number, slot }),
      output: ({ number }, stream, bytes) => tell({ type: 'output', number, stream, text: bytes.toString('latin1') }),
      retried: ({ number }, _, tryNumber) => tell({ type: 'retried', number, tryNumber }),
      ended: ({ job: { number }, command: _, ...result }) => tell({ type: 'ended', number, ...result }),
      ready: () => undefined,
    },
    engine,
  );
  process.on('SIGUSR2', () => running.stop('soon', 'SIGTERM'));
  process.on('SIGTERM', () => running.stop('now', 'SIGTERM'));
  tell({ type: 'done', summary: await running.done });
};
