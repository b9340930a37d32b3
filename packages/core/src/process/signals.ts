import { ExitCode, signalExitCode } from '../exit-code.ts';
import { errorCode, Failure } from '../failure.ts';
import { type Identity, isAlive } from './identity.ts';

/**
 * Sends a signal to exactly this process: pid and start time are looked at first.
 * False when it has ended; a Failure when we may not signal it (EPERM). kill(2)
 */
export const send = (target: Identity, signal: NodeJS.Signals | number): boolean => {
  if (!isAlive(target)) return false;
  try {
    process.kill(target.pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw new Failure(ExitCode.failed, `cannot send ${signal} to pid ${target.pid}`, { cause: error });
  }
};

const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Being asked to end, instead of ending at once. */
export interface Interruption {
  readonly signal: Promise<NodeJS.Signals>;
  readonly release: () => void;
}

/**
 * Resolves with the first of the signals that ask us to end; until `release` is called the default
 * action (sudden death) is held back, so that there is time to tidy up.
 */
export const askedToEnd = (signals = ENDING): Interruption => {
  let take: (signal: NodeJS.Signals) => void = () => {};
  const signal = new Promise<NodeJS.Signals>((resolve) => {
    take = resolve;
  });
  for (const name of signals) process.on(name, take);
  return {
    signal,
    release: () => {
      for (const name of signals) process.off(name, take);
    },
  };
};

/**
 * Gives a signal its default action back. Node ignores PIPE and XFSZ, and opens its debugger on USR1; a
 * listener that comes and goes leaves none of that.
 */
export const giveBack = (signal: NodeJS.Signals): void => {
  process.removeAllListeners(signal);
  if (signal === 'SIGKILL' || signal === 'SIGSTOP') return;
  const nothing = (): void => {};
  process.on(signal, nothing);
  process.off(signal, nothing);
};

/** Their default action writes the memory to a file. signal(7) */
const DUMPING: readonly string[] =
  'SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGSEGV SIGXCPU SIGXFSZ SIGSYS SIGIOT'.split(' ');

/** Of Node's memory nobody wants a dump: whoever died first has left one. */
const forgoDump = (): void => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  spawnSync('prlimit', ['--core=0', `--pid=${process.pid}`], { stdio: 'ignore' });
};

/** The first process of a system, or of a container: a signal that it does not catch has no effect on it. kill(2) */
export const isInit = (): boolean => process.pid === 1;

/**
 * Dies by this very signal, so that our caller sees what happened. Never returns to what was going on. The first
 * process of a container cannot: it exits with 128+n.
 */
export const dieBy = async (signal: NodeJS.Signals): Promise<never> => {
  if (isInit()) process.exit(signalExitCode(process.getBuiltinModule('node:os').constants.signals[signal]));
  giveBack(signal);
  if (DUMPING.includes(signal)) forgoDump();
  process.kill(process.pid, signal);
  return new Promise<never>(() => setInterval(() => {}, 1_000));
};
