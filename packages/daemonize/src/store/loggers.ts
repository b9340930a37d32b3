import path from 'node:path';
import { allProcesses, commandLineOf, monotonicMs, sleep } from '@proctools/core';
import { fileOf, type Store } from './home.ts';

/** Whose lock the logger of a daemon holds as long as it lives. */
export const loggerFolder = (store: Store, name: string): string => fileOf(store, name, 'logger');

/** The program of a logger; its operands are the state folder and the name. */
export const LOGGER = 'logger.cjs';

/** All loggers of a daemon: the one at work, and one that waits to follow it. */
const loggersOf = ({ home }: Store, name: string): readonly number[] =>
  allProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const [program = '', ...operands] = commandLineOf(pid).slice(-3);
      return path.basename(program) === LOGGER && operands[0] === home && operands[1] === name;
    });

/** By then it has either written what was left, or waits for a disk. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 4;

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {} // it has gone
};

/** Resolves when no logger is left, and so all is written; those that do not go by themselves are asked to, and then killed. */
export const untilLoggersGone = async (store: Store, name: string): Promise<void> => {
  for (const signal of [undefined, 'SIGTERM', 'SIGKILL'] as const) {
    if (signal) for (const pid of loggersOf(store, name)) kill(pid, signal);
    const end = monotonicMs() + PATIENCE_MS;
    while (monotonicMs() < end) {
      if (loggersOf(store, name).length === 0) return;
      await sleep(LOOK_MS);
    }
  }
};
