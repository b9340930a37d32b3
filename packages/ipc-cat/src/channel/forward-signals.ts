import type { ChildProcess } from 'node:child_process';

/** What may be meant for the command that we stand for. INT from a terminal reaches it by itself, and once more does no harm. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const;

/** Passes each signal that we are sent on to these children, until it is released. */
export const forwardSignals = (children: () => readonly Pick<ChildProcess, 'kill'>[]): (() => void) => {
  const forward = (signal: NodeJS.Signals): void => {
    for (const child of children()) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
};
