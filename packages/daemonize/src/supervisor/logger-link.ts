/** A logger, as its supervisor has it: started again when it is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { describeEnded, endedFrom, monotonicMs } from '@proctools/core';
import { type Answer, CONNECTION, type Order, type Wish } from '../logger/talk.ts';
import { lineCutter } from '../logs/lines.ts';
import { LOGGER } from '../store/loggers.ts';

/** One that ends sooner would only do so again. */
const SHORT_LIFE_MS = 1_000;

export class LoggerLink {
  readonly #order: Order;
  readonly #onEnded: (how: string) => void;
  /** Who waits until the FIFOs are empty, by number. */
  readonly #waiting = new Map<number, () => void>();
  #count = 0;
  #connection: Duplex | undefined;

  constructor(order: Order, onEnded: (how: string) => void) {
    this.#order = order;
    this.#onEnded = onEnded;
    this.#start();
  }

  /** Resolves when all that was written until now is in the logs. */
  flush(): Promise<void> {
    this.#count += 1;
    const number = this.#count;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#say({ flush: number });
    });
  }

  reopen(): void {
    this.#say({ reopen: true });
  }

  #say(wish: Wish): void {
    this.#connection?.write(`${JSON.stringify(wish)}\n`);
  }

  #start(): void {
    const { home, name } = this.#order;
    const child = spawn(process.execPath, ['--max-semi-space-size=1', path.join(__dirname, LOGGER), home, name], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const beganAt = monotonicMs();
    const again = (how: string): void => {
      this.#connection = undefined;
      this.#onEnded(how);
      setTimeout(() => this.#start(), monotonicMs() - beganAt < SHORT_LIFE_MS ? SHORT_LIFE_MS : 0);
    };
    child.once('error', ({ message }) => again(message));
    if (child.pid === undefined) return;
    child.once('exit', (code, signal) => again(describeEnded(endedFrom(code, signal))));
    this.#connect(child);
  }

  #connect(child: ChildProcess): void {
    const connection = child.stdio[CONNECTION] as Duplex;
    const { write } = lineCutter((text) => this.#isFlushed(JSON.parse(text) as Answer));
    connection.on('error', () => {}).on('data', write); // its end tells enough
    connection.write(`${JSON.stringify(this.#order)}\n`);
    this.#connection = connection;
    for (const flush of this.#waiting.keys()) this.#say({ flush });
  }

  #isFlushed({ flushed }: Answer): void {
    this.#waiting.get(flushed)?.();
    this.#waiting.delete(flushed);
  }
}
