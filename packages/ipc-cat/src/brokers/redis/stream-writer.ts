/** A stream, written: XADD for each message, as its field `data`. Redis answers with the id once it has it. */
import type { Writer } from '../../endpoint.ts';
import type { Batch } from '../../frames/batch.ts';
import { slicesOf } from '../amount.ts';
import { clientNameOf, defaultConsumer } from './client-name.ts';
import { openLink } from './link.ts';
import type { Half, Place, Stream } from './open-redis.ts';
import { askSurely } from './pipeline.ts';

/** The field that holds a message. */
export const FIELD = 'data';

/** Connects; a message is accepted when Redis has given it an id. */
export const openStreamWriter = async ({ named, opening, target }: Place<Stream>): Promise<Half<Writer<Batch>>> => {
  const { name } = named;
  const link = await openLink(named, opening, {
    clientName: clientNameOf(defaultConsumer()),
    isAttentive: true,
    isTelling: true,
  });
  // Trimming whole nodes (`~`) costs nothing; exactly so many would cost a scan each time. XADD(7)
  const trimming = target.maxLength === undefined ? [] : ['MAXLEN', '~', String(target.maxLength)];
  const head = ['XADD', target.name, ...trimming, '*', FIELD];
  const onAgain = (count: number): void => opening.tell({ type: 'again', name, count });
  return {
    part: {
      write: async ({ payloads }) => {
        for (const slice of slicesOf(payloads)) {
          const commands = slice.map((payload) => [...head, payload]);
          await askSurely(link, name, commands, onAgain);
        }
      },
      end: async () => {},
      gone: link.gone,
    },
    close: link.close,
  };
};
