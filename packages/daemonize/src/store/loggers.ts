import path from 'node:path';
import {
  allProcesses,
  commandLineOf,
  type Identity,
  identify,
  isAlive,
  monotonicMs,
  send,
  sleep,
} from '@proctools/core';
import { fileOf, type Store } from './home.ts';

/** Whose lock the logger of a daemon holds as long as it lives. */
export const loggerFolder = (store: Store, name: string): string => fileOf(store, name, 'logger');

/** The program of a logger; its operands are the state folder and the name. */
export const LOGGER = 'logger.cjs';

/** All loggers of a daemon: the one at work, and one that waits to follow it. */
const loggersOf = ({ home }: Store, name: string): readonly Identity[] =>
  allProcesses().flatMap(({ pid }) => {
    const [program = '', ...operands] = commandLineOf(pid).slice(-3);
    const isOne = path.basename(program) === LOGGER && operands[0] === home && operands[1] === name;
    return (isOne && identify(pid)) || [];
  });

/** By then they have either written what was left, or wait for a disk. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 4;

/** Resolves when no logger is left, and so all is written; those that do not go by themselves are asked to, and then killed. */
export const untilLoggersGone = async (store: Store, name: string): Promise<void> => {
  const loggers = loggersOf(store, name); // nobody is there any more to start another
  for (const signal of [undefined, 'SIGTERM', 'SIGKILL'] as const) {
    if (signal) for (const logger of loggers) send(logger, signal);
    const end = monotonicMs() + PATIENCE_MS;
    while (loggers.some(isAlive) && monotonicMs() < end) await sleep(LOOK_MS);
  }
};
