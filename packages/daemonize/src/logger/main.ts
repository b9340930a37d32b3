/**
 * The life of a logger. It is not the supervisor, which may be killed: what has been read from a FIFO is in no other place than the
 * reader's memory. It goes when nobody can write to the FIFOs any more: when supervisor, command and all it started have gone.
 */
import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { acquireLock, assertPrivate, errorCode, isSameProcess, lockHolder, ownIdentity, send } from '@proctools/core';
import { compressArchives, removeUnfinished } from '../logs/compress.ts';
import { lineCutter } from '../logs/lines.ts';
import { openLog } from '../start/log-files.ts';
import { rightsFor } from '../start/owner.ts';
import { note } from '../store/journal.ts';
import { loggerFolder } from '../store/loggers.ts';
import { Sink } from './sink.ts';
import { type Answer, type Channel, CONNECTION, type Order, type Wish } from './talk.ts';
import { openTap, type Tap } from './tap.ts';

const ASK_MS = 50;

/** Nothing above it is made: where the daemon has no folder any more its start has failed, and nothing of it is to be left. */
const makeFolderOrGo = (folder: string): void => {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') process.exit();
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  assertPrivate(folder);
};

/** Waits until an earlier logger has gone, and asks it to: two of them would tear the lines between them. */
const followEarlier = async ({ home, name }: Order): Promise<void> => {
  const folder = loggerFolder({ home }, name);
  const asking = setInterval(() => {
    const holder = lockHolder(folder);
    if (!holder || isSameProcess(holder, ownIdentity())) return;
    send(holder, 'SIGTERM');
    send(holder, 'SIGCONT');
  }, ASK_MS);
  await acquireLock(folder, () => makeFolderOrGo(folder)); // never released: it ends with us
  clearInterval(asking);
};

/** A channel at work. */
interface Open {
  readonly tap: Tap;
  readonly sink: Sink;
}

class Logger {
  readonly #order: Order;
  readonly #open: readonly Open[];
  #compressing: Promise<void> = Promise.resolve();

  constructor(order: Order) {
    this.#order = order;
    this.#open = order.channels.map((channel) => this.#begin(channel));
  }

  /** Resolves when nothing can come any more. */
  async ended(): Promise<void> {
    await Promise.all(this.#open.map(({ tap }) => tap.ended));
    await this.#compressing;
  }

  empty(): void {
    for (const { tap } of this.#open) tap.empty();
  }

  reopen(): void {
    for (const { sink } of this.#open) sink.reopen();
  }

  /** Takes what there is, and goes. */
  async leave(): Promise<never> {
    this.empty();
    await this.#compressing;
    process.exit();
  }

  #begin({ fifo, file, isOwn, ledger, stream }: Channel): Open {
    const { home, name, owner, rotation, time } = this.#order;
    const rights = rightsFor(isOwn ? undefined : owner);
    const sink = new Sink({
      file,
      ledger,
      rotation,
      time,
      rights,
      open: () => openLog(file, isOwn, owner),
      onRotated: (bytes) => {
        note({ home }, name, { type: 'rotated', stream, bytes });
        if (rotation?.compress) this.#compress(file, rights);
      },
      onLoss: (loss) => note({ home }, name, { type: 'log-lost', stream, ...loss }),
    });
    if (rotation?.compress) {
      rights(() => removeUnfinished(file));
      this.#compress(file, rights);
    }
    return { sink, tap: openTap(fifo, (bytes) => sink.write(bytes)) };
  }

  /** One after the other; what cannot be compressed stays as it is, until the next time. */
  #compress(file: string, rights: ReturnType<typeof rightsFor>): void {
    this.#compressing = this.#compressing.then(() => compressArchives(file, rights, () => true)).catch(() => {});
  }
}

/** What the supervisor says, piece by piece. */
const listen = (supervisor: Socket, hear: (text: string) => void): void => {
  const { end, write } = lineCutter(hear);
  supervisor.on('data', write).on('end', end);
  supervisor.on('error', () => {}); // it has gone: we stay as long as there is somebody to write
};

const answerTo = (wish: Wish, logger: Logger): Answer | undefined => {
  if ('reopen' in wish) {
    logger.reopen();
    return undefined;
  }
  logger.empty();
  return { flushed: wish.flush };
};

const run = async (order: Order, wishes: Wish[], answer: (text: string) => void): Promise<(wish: Wish) => void> => {
  await followEarlier(order);
  const logger = new Logger(order);
  process.on('SIGTERM', () => void logger.leave());
  process.on('SIGHUP', () => logger.reopen());
  const fulfil = (wish: Wish): void => {
    const found = answerTo(wish, logger);
    if (found) answer(`${JSON.stringify(found)}\n`);
  };
  wishes.forEach(fulfil);
  void logger.ended().then(() => process.exit());
  return fulfil;
};

/** Runs until nobody writes any more. */
export const runLogger = async (): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => {}); // meant for the command, in a terminal
  const supervisor = new Socket({ fd: CONNECTION, allowHalfOpen: true });
  let isOrdered = false;
  const early: Wish[] = [];
  let fulfil = (wish: Wish): void => void early.push(wish);
  listen(supervisor, (text) => {
    if (isOrdered) return fulfil(JSON.parse(text) as Wish);
    isOrdered = true;
    void run(JSON.parse(text) as Order, early, (words) => supervisor.write(words)).then((later) => {
      fulfil = later;
    });
  });
  supervisor.once('close', () => {
    if (!isOrdered) process.exit(1); // it was killed before it could say what there is to do
  });
};
