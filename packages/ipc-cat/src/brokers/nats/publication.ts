/** Writing to a subject. A write settles when the server has it: it answers a PING only after all that came before. */

import type { Writer } from '../../endpoint.ts';
import type { Opening } from '../../endpoints/opening.ts';
import type { Batch } from '../../frames/batch.ts';
import { slicesOf } from '../amount.ts';
import type { Link } from './link.ts';
import { sendable, tooLarge } from './too-large.ts';

export const publication = (
  link: Link,
  subject: string,
  name: string,
  { tell }: Pick<Opening, 'tell'>,
): Writer<Batch> => {
  /** What was under way when a connection was lost is sent again: twice is better than never. */
  const send = async (payloads: readonly Buffer[]): Promise<void> => {
    let tries = 0;
    await link.use(async ({ assertPermitted, nc, published }) => {
      tries += 1;
      if (tries > 1) tell({ type: 'again', name, count: payloads.length });
      for (const payload of payloads) nc.publish(subject, payload);
      await published();
      await assertPermitted();
    });
  };
  return {
    write: async (batch) => {
      const mostBytes = await link.use(async ({ nc }) => nc.info?.max_payload ?? Number.POSITIVE_INFINITY);
      const { payloads, tooLargeBytes } = sendable(batch.payloads, mostBytes);
      // After each the server is asked whether it has it: what is under way is in memory.
      for (const slice of slicesOf(payloads)) await send(slice);
      if (tooLargeBytes !== undefined) throw tooLarge(tooLargeBytes, mostBytes);
    },
    end: async () => {},
    gone: link.down,
  };
};
