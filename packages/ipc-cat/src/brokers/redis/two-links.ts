/** The connections of a reader that acknowledges: while one waits for messages, the other says what was done with them. */
import { clientNameOf } from './client-name.ts';
import { type Link, openLink } from './link.ts';
import type { Place } from './open-redis.ts';
import { idOf, unblock } from './unblock.ts';
import type { Reply, Wire } from './wire.ts';

export interface TwoLinks {
  readonly reading: Link;
  readonly acknowledging: Link;
  /** What `reading` waits for is not wanted any more. Never rejects. */
  unblock(): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Opens both. `prepare` is done on each new connection that is read. */
export const openTwoLinks = async (
  { named, opening }: Pick<Place, 'named' | 'opening'>,
  consumer: string,
  prepare: (wire: Wire, isFirst: boolean) => Promise<void>,
): Promise<TwoLinks> => {
  const { name } = named;
  const clientName = clientNameOf(consumer);
  let readerId: Reply | undefined;
  const reading = await openLink(named, opening, {
    clientName,
    isAttentive: true,
    isTelling: true,
    prepare: async (wire, isFirst) => {
      readerId = await idOf(wire, name);
      await prepare(wire, isFirst);
      if (isFirst) opening.tell({ type: 'listening', name });
    },
  });
  const acknowledging = await openLink(named, opening, { clientName, isAttentive: true, isTelling: false });
  return {
    reading,
    acknowledging,
    unblock: () => unblock(acknowledging, readerId),
    close: async () => void (await Promise.all([reading.close(), acknowledging.close()])),
  };
};
