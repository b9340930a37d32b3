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

/** Who stops when the command does. */
interface Follower {
  /** The command has been told to go on. */
  readonly goesOn: () => void;
  readonly release: () => void;
}

/**
 * A stopped command shall look stopped to the shell that waits for us, however that came about: stops us when it is. But once
 * for each stop: what we are told when we go on may be of before, and we would stop with the CONT that we have not passed on yet.
 */
const followStops = (child: Child): Follower => {
  let hasFollowed = false;
  const follow = (): void => {
    const isStopped = child.isStopped();
    if (isStopped && !hasFollowed) process.kill(process.pid, 'SIGSTOP');
    hasFollowed = isStopped;
  };
  process.on('SIGCHLD', follow);
  follow(); // it may have been quicker
  return {
    goesOn: () => {
      hasFollowed = false;
      follow(); // it may have been stopped once more while we were telling it
    },
    release: () => void process.off('SIGCHLD', follow),
  };
};

/** Starts a child and passes on every signal that is for it, until it is told to stop. */
export type Forward = (start: () => Child) => { readonly child: Child; readonly stop: () => void };

/**
 * One listens before the child is there: it may run long before its birth is over for us, and whoever has heard of it
 * may send us a signal, which would be lost, or end us. No listener is called in between. signal(7)
 */
export const forwarding: Forward = (start) => {
  if (process.platform === 'win32') {
    const stop = holdBack();
    return { child: start(), stop };
  }
  let follower: Follower | undefined;
  const pass = async (signal: NodeJS.Signals): Promise<void> => {
    if (signal === 'SIGTSTP') follower ??= followStops(child);
    await child.forward(signal);
    if (signal === 'SIGCONT') follower?.goesOn();
  };
  for (const signal of PASSED_ON) process.on(signal, pass);
  const child = start();
  // Without a terminal nobody stops it but by way of us.
  if (!child.ties.isGroupOwn) follower = followStops(child);
  const stop = (): void => {
    for (const signal of PASSED_ON) process.off(signal, pass);
    follower?.release();
  };
  return { child, stop };
};
