/** A list as a queue, written: LPUSH at the left; readers take from the right. */
import type { Writer } from '../../endpoint.ts';
import type { Batch } from '../../frames/batch.ts';
import { slicesOf } from '../amount.ts';
import { clientNameOf, defaultConsumer } from './client-name.ts';
import { openLink } from './link.ts';
import type { Half, List, Place } from './open-redis.ts';
import { askSurely } from './pipeline.ts';

/** Connects; messages are accepted when Redis has them in the list. */
export const openListWriter = async ({ named, opening, target }: Place<List>): Promise<Half<Writer<Batch>>> => {
  const { name } = named;
  const link = await openLink(named, opening, {
    clientName: clientNameOf(defaultConsumer()),
    isAttentive: true,
    isTelling: true,
  });
  return {
    part: {
      write: async ({ payloads }) => {
        for (const slice of slicesOf(payloads)) {
          const again = (): void => opening.tell({ type: 'again', name, count: slice.length });
          await askSurely(link, name, [['LPUSH', target.name, ...slice]], again);
        }
      },
      end: async () => {},
      gone: link.gone,
    },
    close: link.close,
  };
};
