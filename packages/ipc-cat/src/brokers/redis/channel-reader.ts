/**
 * Pub/sub, read. Redis sends a message once, to those who are there; nobody can ask for what he has missed. While nobody
 * takes what has come, nothing more is read: it piles up at Redis, which cuts off who is too slow
 * (client-output-buffer-limit pubsub), and that is told.
 */
import type { Reader } from '../../endpoint.ts';
import { type Batch, batchOf } from '../../frames/batch.ts';
import { cancellable } from '../cancellable.ts';
import { fittingIn } from '../fitting.ts';
import { clientNameOf, defaultConsumer } from './client-name.ts';
import { openLink } from './link.ts';
import type { Channel, Half, Place } from './open-redis.ts';
import { granted } from './refusal.ts';
import type { Reply } from './wire.ts';

interface Message {
  readonly channel: string;
  readonly payload: Buffer;
}

/** `[message, channel, payload]` or `[pmessage, pattern, channel, payload]`. */
const messageOf = (reply: Reply): Message | undefined => {
  if (!Array.isArray(reply)) return undefined;
  const [kind, ...rest] = reply as readonly Buffer[];
  const [channel, payload] = kind?.toString() === 'pmessage' ? rest.slice(1) : rest;
  const isMessage = kind?.toString() === 'message' || kind?.toString() === 'pmessage';
  return isMessage && channel && payload ? { channel: channel.toString(), payload } : undefined;
};

/** Subscribes; answers once Redis has confirmed it. */
export const openSubscriber = async ({ named, opening, target }: Place<Channel>): Promise<Half<Reader<Batch>>> => {
  const { name } = named;
  const fits = fittingIn(opening.maxFrame, opening.onBad);
  const link = await openLink(named, opening, {
    clientName: clientNameOf(defaultConsumer()),
    isAttentive: false,
    isTelling: true,
    prepare: async (wire, isFirst) => {
      granted(name, await wire.ask([[target.isPattern ? 'PSUBSCRIBE' : 'SUBSCRIBE', target.name]]));
      if (isFirst) opening.tell({ type: 'listening', name });
      else opening.tell({ type: 'gap', name, count: undefined, why: 'sent while the connection was lost' });
    },
  });
  const next = async (): Promise<Batch | undefined> => {
    for (;;) {
      const replies = await link.use((wire) => wire.listen());
      const messages = replies.map(messageOf).filter((message) => message !== undefined);
      const fitting = messages.filter(({ payload }) => fits(payload));
      if (fitting.length === 0) continue;
      return batchOf(
        fitting.map(({ payload }) => payload),
        { subjects: fitting.map(({ channel }) => channel) },
      );
    }
  };
  const { reader } = cancellable(next, { isOver: () => opening.signal.aborted, onCancel: () => void link.close() });
  return { part: reader, close: link.close };
};
