/**
 * A stream, read as a consumer of a group: each entry goes to one consumer, and stays pending at Redis until it is
 * acknowledged. What we left pending comes first, and what others left for too long is taken over; so nothing is lost,
 * and what may have come before is told. XREADGROUP(7), XAUTOCLAIM(7)
 */
import { monotonicMs } from '@proctools/core';
import type { Reader } from '../../endpoint.ts';
import { type Batch, batchOf } from '../../frames/batch.ts';
import { FIRST_AMOUNT, nextAmount } from '../amount.ts';
import { cancellable } from '../cancellable.ts';
import { fittingIn } from '../fitting.ts';
import { defaultConsumer } from './client-name.ts';
import { bytesOf, type Entries, type Entry, entriesOf, readEntriesOf } from './entry.ts';
import { planGroupStep } from './group-plan.ts';
import { openHeld } from './held.ts';
import type { Half, Place, Stream } from './open-redis.ts';
import { granted, isErrorReply, refusal } from './refusal.ts';
import { openTwoLinks } from './two-links.ts';
import type { Command, Reply, Wire } from './wire.ts';

export type Group = Stream & { readonly group: string };

const BEGINNING = '0-0';

const DELETED = 'deleted from the stream, or trimmed away, before they were acknowledged';

/** Makes the group when it is missing; when it has gone since, from the beginning, so that nothing is left out. */
const makeGroup = async (wire: Wire, name: string, { from, group, name: stream }: Group): Promise<void> => {
  const [reply] = await wire.ask([['XGROUP', 'CREATE', stream, group, from, 'MKSTREAM']]);
  if (isErrorReply(reply) && !reply.message.startsWith('BUSYGROUP')) throw refusal(name, reply);
};

/** Joins the group. */
export const openGroupReader = async ({ named, opening, target }: Place<Group>): Promise<Half<Reader<Batch>>> => {
  const { name } = named;
  const { claimMs, group, name: stream } = target;
  const consumer = target.consumer ?? defaultConsumer();
  const fits = fittingIn(opening.maxFrame, opening.onBad);

  let amount = FIRST_AMOUNT;
  let wanted = Number.POSITIVE_INFINITY;
  let pendingFrom: string | undefined;
  let claimFrom = BEGINNING;
  let claimAtMs = 0;
  let isCancelled = false;

  const links = await openTwoLinks({ named, opening }, consumer, async (wire, isFirst) => {
    await makeGroup(wire, name, isFirst ? target : { ...target, from: '0' });
    // What was on its way to us when the connection broke is pending, too.
    pendingFrom = BEGINNING;
  });
  const { acknowledging } = links;
  const held = openHeld({ link: acknowledging, name, target, consumer });

  const ask = async (command: Command): Promise<Reply | undefined> =>
    links.reading.use(async (wire) => (isCancelled ? null : granted(name, await wire.ask([command]))[0]));

  const handOut = async ({ entries, missing }: Entries, isAgain: boolean): Promise<Batch | undefined> => {
    if (missing.length > 0) {
      opening.tell({ type: 'gap', name, count: missing.length, why: DELETED });
      await held.forget(missing);
    }
    if (isCancelled) {
      await held.giveBack(entries.map(({ id }) => id).filter((id) => !held.has(id)));
      return undefined;
    }
    amount = nextAmount(amount, entries.length, bytesOf(entries));
    const ours = entries.filter(({ id }) => !held.has(id));
    const fitting = ours.filter(({ payload }) => fits(payload));
    await held.forget(ours.filter((entry) => !fitting.includes(entry)).map(({ id }) => id));
    if (fitting.length === 0) return undefined;
    if (isAgain) opening.tell({ type: 'again', name, count: fitting.length });
    const attempts = isAgain ? await held.deliveriesOf(fitting.map(({ id }) => id)) : fitting.map(() => 1);
    return batchOf(
      fitting.map(({ payload }) => payload),
      { receipts: fitting.map(({ id }: Entry, at) => held.hold(id, attempts[at])) },
    );
  };

  /** No more than are wanted: the others would have to be given back. */
  const count = (): string => String(Math.min(amount, wanted));
  const readGroup = (more: readonly string[], from: string): Promise<Reply | undefined> =>
    ask(['XREADGROUP', 'GROUP', group, consumer, 'COUNT', count(), ...more, 'STREAMS', stream, from]);

  const readPending = async (from: string): Promise<Batch | undefined> => {
    const found = readEntriesOf(await readGroup([], from));
    const last = [...found.entries.map(({ id }) => id), ...found.missing].sort(byId).at(-1);
    pendingFrom = last;
    return handOut(found, true);
  };
  const readRefused = async (all: readonly string[]): Promise<Batch | undefined> => {
    const ids = all.slice(0, Math.min(all.length, wanted));
    const reply = await ask(['XCLAIM', stream, group, consumer, '0', ...ids]);
    held.release(ids);
    return handOut(entriesOf(reply), true);
  };
  const claim = async (from: string): Promise<Batch | undefined> => {
    const command = ['XAUTOCLAIM', stream, group, consumer, String(claimMs), from, 'COUNT', count()];
    const [cursor, entries, deleted] = ((await ask(command)) ?? []) as readonly Reply[];
    claimFrom = String(cursor ?? BEGINNING);
    if (claimFrom === BEGINNING) claimAtMs = monotonicMs() + claimMs / 2;
    const missing = ((deleted ?? []) as readonly Buffer[]).map(String);
    return handOut({ entries: entriesOf(entries).entries, missing }, true);
  };

  const next = async (most = Number.POSITIVE_INFINITY): Promise<Batch | undefined> => {
    wanted = most;
    while (!isCancelled) {
      const step = planGroupStep({ pendingFrom, refused: held.refused, claimAtMs, claimFrom }, monotonicMs());
      const batch = await (() => {
        switch (step.type) {
          case 'pending':
            return readPending(step.from);
          case 'refused':
            return readRefused(step.ids);
          case 'claim':
            return claim(step.from);
          case 'new':
            return readGroup(['BLOCK', String(step.blockMs)], '>').then((reply) =>
              handOut(readEntriesOf(reply), false),
            );
        }
      })();
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
  return {
    part: reader,
    close: async () => {
      reader.cancel();
      await acknowledging.last(idle);
      await held.close(target.consumer === undefined);
      await links.close();
    },
  };
};

/** Ids are a time and a number. */
const byId = (one: string, other: string): number => {
  const [oneMs = 0, oneNumber = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return oneMs - otherMs || oneNumber - otherNumber;
};
