/** The signals that xspawn is sent while its commands run. */
import { type Crew, ENDING } from './crew.ts';

const PASSED_ON: readonly NodeJS.Signals[] = ['SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'];

/** A console of Windows tells all its processes by itself. */
const OF_CONSOLES: readonly NodeJS.Signals[] = ['SIGINT', 'SIGBREAK', 'SIGHUP'];

const listen = (handlers: ReadonlyMap<NodeJS.Signals, () => void>): (() => void) => {
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
};

/** Nothing more is started after the first; a second one kills; a third finds nobody listening, and ends us. */
const askingToEnd = (crew: Crew, told: (signal: NodeJS.Signals) => void, first: (signal: NodeJS.Signals) => void) => {
  let isAgain = false;
  const insist = (): void => {
    crew.kill();
    for (const signal of [...ENDING, ...OF_CONSOLES]) process.removeAllListeners(signal);
  };
  const ask = (signal: NodeJS.Signals): void => {
    if (isAgain) {
      insist();
      return;
    }
    isAgain = true;
    told(signal);
    crew.close();
    first(signal);
  };
  return (signal: NodeJS.Signals) => (): void => ask(signal);
};

/**
 * Hands signals on to the commands, each of which has a session of its own, where the signals of our terminal do not
 * reach them. There TSTP has no effect, as nobody could continue them: they are stopped as we are. setsid(2), signal(7)
 */
export const listenForAll = (crew: Crew, told: (signal: NodeJS.Signals) => void): (() => void) => {
  if (process.platform === 'win32') {
    const ask = askingToEnd(crew, told, () => {});
    return listen(new Map(OF_CONSOLES.map((signal) => [signal, ask(signal)])));
  }
  const ask = askingToEnd(crew, told, crew.pass);
  const stop = (): void => {
    crew.pass('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  };
  return listen(
    new Map([
      ...ENDING.map((signal) => [signal, ask(signal)] as const),
      ...PASSED_ON.map((signal) => [signal, () => crew.pass(signal)] as const),
      ['SIGTSTP', stop] as const,
    ]),
  );
};
