/** Pub/sub, written. PUBLISH answers with how many heard it; a message that nobody heard is gone. */
import type { Writer } from '../../endpoint.ts';
import type { Batch } from '../../frames/batch.ts';
import { slicesOf } from '../amount.ts';
import { clientNameOf, defaultConsumer } from './client-name.ts';
import { openLink } from './link.ts';
import type { Channel, Half, Place } from './open-redis.ts';
import { granted } from './refusal.ts';
import { WireLost } from './wire.ts';

/** Connects; a message is accepted when Redis has answered. */
export const openPublisher = async ({ named, opening, target }: Place<Channel>): Promise<Half<Writer<Batch>>> => {
  const { name } = named;
  const link = await openLink(named, opening, {
    clientName: clientNameOf(defaultConsumer()),
    isAttentive: true,
    isTelling: true,
  });
  let unheard = 0;

  /** At most once: what was under way when the connection broke is not sent again, as it may have been heard. */
  const publish = async (payloads: readonly Buffer[]): Promise<void> => {
    let isSent = false;
    await link.use(async (wire) => {
      if (isSent) return;
      isSent = true;
      try {
        const replies = granted(name, await wire.ask(payloads.map((payload) => ['PUBLISH', target.name, payload])));
        unheard += replies.filter((heard) => heard === 0).length;
      } catch (error) {
        if (error instanceof WireLost && opening.reconnect !== undefined) {
          const count = payloads.length - error.answered.length;
          opening.tell({ type: 'gap', name, count, why: 'the connection broke before Redis had answered' });
        }
        throw error;
      }
    });
  };
  const tellUnheard = (): void => {
    if (unheard > 0) opening.tell({ type: 'unheard', name, count: unheard });
    unheard = 0;
  };
  return {
    part: {
      write: async ({ payloads }) => {
        for (const slice of slicesOf(payloads)) await publish(slice);
      },
      end: async () => tellUnheard(),
      gone: link.gone,
    },
    close: link.close,
  };
};
