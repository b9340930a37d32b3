/** Two commands that talk through a Unix socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment } from '../measure.ts';

export interface Pair {
  readonly name: string;
  readonly listener: (socket: string) => readonly string[];
  readonly sender: (socket: string) => readonly string[];
}

/** Rejects when it ends otherwise than with 0. */
const endOf = (child: ChildProcess, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`${name}: ${signal ?? code}`))));
  });

const start = ([file = '', ...operands]: readonly string[], stdin: number | 'ignore'): ChildProcess =>
  spawn(file, operands, { stdio: [stdin, 'ignore', 'inherit'], env: bareEnvironment() });

/** Waits until somebody listens. */
const untilThere = async (socket: string): Promise<void> => {
  for (let tries = 0; !existsSync(socket); tries += 1) {
    if (tries > 5_000) throw new Error(`nobody listens at ${socket}`);
    await sleep(2);
  }
};

/** Milliseconds from the start of the sender to the end of both. */
export const transfer = async ({ listener, name, sender }: Pair, file: string, socket: string): Promise<number> => {
  const receiving = start(listener(socket), 'ignore');
  const received = endOf(receiving, `${name}, listening`);
  await Promise.race([untilThere(socket), received]);
  const input = openSync(file, 'r');
  const begin = performance.now();
  await Promise.all([endOf(start(sender(socket), input), `${name}, sending`), received]);
  closeSync(input);
  return performance.now() - begin;
};
