/** A list as a queue, read: from its right, into a list of what we have taken, and out of that once it was handed on. */
import { monotonicMs } from '@proctools/core';
import type { Reader } from '../../endpoint.ts';
import { type Batch, batchOf, type Receipt } from '../../frames/batch.ts';
import { FIRST_AMOUNT, nextAmount } from '../amount.ts';
import { cancellable } from '../cancellable.ts';
import { fittingIn } from '../fitting.ts';
import { gathered } from '../gathered.ts';
import { defaultConsumer } from './client-name.ts';
import { consumersKey, processingKey } from './list-keys.ts';
import { putBack, rescue, signOff } from './list-rescue.ts';
import type { Half, List, Place } from './open-redis.ts';
import { granted } from './refusal.ts';
import { openTwoLinks } from './two-links.ts';
import type { Command, Reply, Wire } from './wire.ts';
import { without } from './without.ts';

/** How long it waits for the next, and how often it looks for what the dead have left. */
const BLOCK_MS = 1000;
const RESCUE_MS = 5000;

/** What was refused goes back after so long, to the end of the queue. */
const PAUSE_MS = 1000;

/** Becomes one of the list's readers. */
export const openListReader = async ({ named, opening, target }: Place<List>): Promise<Half<Reader<Batch>>> => {
  const { name } = named;
  const list = target.name;
  const consumer = defaultConsumer();
  const own = processingKey(list, consumer);
  const signOn: Command = ['SADD', consumersKey(list), consumer];
  const fits = fittingIn(opening.maxFrame, opening.onBad);
  const held = new Set<Buffer>();
  const timers = new Set<NodeJS.Timeout>();

  let amount = FIRST_AMOUNT;
  let isLeft = true;
  let rescueAtMs = 0;
  let isCancelled = false;

  const links = await openTwoLinks({ named, opening }, consumer, async (wire) => {
    granted(name, await wire.ask([signOn]));
    isLeft = true;
  });
  const { acknowledging } = links;

  const drop = gathered((payloads: readonly Buffer[]) => {
    let isSent = false;
    // Not sent again when the answer was lost: it could take an equal message. It comes once more instead.
    return acknowledging.use(async (wire) => {
      if (isSent) return;
      isSent = true;
      granted(name, await wire.ask(payloads.map((payload) => ['LREM', own, '-1', payload])));
    });
  });
  const accept = async (payload: Buffer): Promise<void> => {
    await drop(payload);
    held.delete(payload);
  };
  const sendBack = async (payload: Buffer): Promise<void> => {
    await acknowledging
      .use(async (wire) => wire.ask([['MULTI'], ['LREM', own, '-1', payload], ['LPUSH', list, payload], ['EXEC']]))
      .catch(() => {});
    held.delete(payload);
  };
  const receiptOf = (payload: Buffer): Receipt => {
    held.add(payload);
    return {
      accept: () => accept(payload),
      refuse: () => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          void sendBack(payload);
        }, PAUSE_MS);
        timers.add(timer);
      },
    };
  };
  const onAgain = (count: number): void => opening.tell({ type: 'again', name, count });
  const handOut = async (payloads: readonly Buffer[], isAgain: boolean): Promise<Batch | undefined> => {
    if (isCancelled || payloads.length === 0) return undefined;
    const fitting = payloads.filter((payload) => fits(payload));
    await Promise.all(payloads.filter((payload) => !fitting.includes(payload)).map(drop));
    if (fitting.length === 0) return undefined;
    if (isAgain) onAgain(fitting.length);
    return batchOf(fitting, { receipts: fitting.map(receiptOf) });
  };

  /** What is there of what we had taken, and do not have: from before the connection broke, or from a life before this. */
  const readLeft = async (wire: Wire, most: number): Promise<readonly Buffer[]> => {
    const [all] = granted(name, await wire.ask([['LRANGE', own, '0', '-1']]));
    const left = without(all as readonly Buffer[], [...held]).toReversed();
    isLeft = left.length > most;
    return left.slice(0, most);
  };
  /**
   * One that may be waited for, when there is none; the more there are, the more are taken at once. Who takes is a consumer:
   * so it says in the same step, as somebody may just have taken it off the list.
   */
  const readNew = async (wire: Wire, most: number): Promise<readonly Buffer[]> => {
    const moves = Array.from({ length: Math.min(amount, most) }, () => ['LMOVE', list, own, 'RIGHT', 'LEFT']);
    const replies = granted(name, await wire.ask([['MULTI'], signOn, ...moves, ['EXEC']]));
    const results = granted(name, (replies.at(-1) ?? []) as readonly Reply[]);
    const moved = results.slice(1).filter((reply) => reply !== null) as readonly Buffer[];
    amount = moved.length === 0 ? FIRST_AMOUNT : nextAmount(amount, moved.length, Buffer.concat(moved).length);
    if (moved.length > 0 || isCancelled) return moved;
    const wait = ['BLMOVE', list, own, 'RIGHT', 'LEFT', String(BLOCK_MS / 1000)];
    const [one] = granted(name, await wire.ask([wait, signOn]));
    return one === null || one === undefined ? [] : [one as Buffer];
  };
  const rescueNow = async (): Promise<void> => {
    if (monotonicMs() < rescueAtMs) return;
    rescueAtMs = monotonicMs() + RESCUE_MS;
    await rescue(acknowledging, name, { list, own: consumer, onAgain });
  };
  const next = async (most = Number.POSITIVE_INFINITY): Promise<Batch | undefined> => {
    while (!isCancelled) {
      await rescueNow();
      const { isAgain, payloads } = await links.reading.use(async (wire) =>
        isLeft
          ? { payloads: await readLeft(wire, most), isAgain: true }
          : { payloads: await readNew(wire, most), isAgain: false },
      );
      const batch = await handOut(payloads, isAgain);
      if (batch) return batch;
    }
    return undefined;
  };

  const { idle, reader } = cancellable(next, {
    isOver: () => opening.signal.aborted,
    onCancel: () => {
      isCancelled = true;
      void links.unblock();
    },
  });
  const leave = async (wire: Wire): Promise<void> => {
    await putBack(wire, name, list, consumer);
    granted(name, await wire.ask([signOff(list, consumer)]));
  };
  return {
    part: reader,
    close: async () => {
      reader.cancel();
      for (const timer of timers) clearTimeout(timer);
      await acknowledging.last(async (wire) => {
        await idle();
        await leave(wire);
      });
      await links.close();
    },
  };
};
