/** Passing on the signals that we are sent. */
import type { Child } from './child.ts';

const PASSED_ON = [
  'SIGTERM',
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGTSTP',
  'SIGCONT',
] as const;

/** On Windows a console tells all its processes by itself. */
const HELD_ON_WINDOWS = ['SIGINT', 'SIGBREAK', 'SIGHUP'] as const;

const holdBack = (): (() => void) => {
  const nothing = (): void => {};
  for (const signal of HELD_ON_WINDOWS) process.on(signal, nothing);
  return () => {
    for (const signal of HELD_ON_WINDOWS) process.off(signal, nothing);
  };
};

/** A stopped command shall look stopped to the shell that waits for us. */
const stopToo = (signal: NodeJS.Signals): void => {
  if (signal === 'SIGTSTP') process.kill(process.pid, 'SIGSTOP');
};

/** Passes on every signal that is for the child, until the function that it answers with is called. signal(7) */
export const forwardTo = (child: Child): (() => void) => {
  if (process.platform === 'win32') return holdBack();
  const pass = async (signal: NodeJS.Signals): Promise<void> => {
    await child.forward(signal);
    stopToo(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, pass);
  return () => {
    for (const signal of PASSED_ON) process.off(signal, pass);
  };
};
