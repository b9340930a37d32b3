/** `nats://host/subject`: core NATS. Who is there hears it, and what gets lost on the way is lost, and told. */
import type { Named, NatsAddress } from '../../address/address.ts';
import type { MessageEnd } from '../../endpoint.ts';
import type { Opening } from '../../endpoints/opening.ts';
import type { Wants } from '../../open.ts';
import { fittingIn } from '../fitting.ts';
import { openLink } from './link.ts';
import { publication } from './publication.ts';
import { roleAt } from './role.ts';
import { subscription } from './subscription.ts';

/** Connects; subscribes when it is read. */
export const openCoreNats = async (
  { address, name }: Named<NatsAddress>,
  wants: Wants,
  opening: Opening,
): Promise<MessageEnd> => {
  const role = roleAt(name, address, wants);
  const reading =
    role === 'writes' ? undefined : subscription({ address, name }, fittingIn(opening.maxFrame, opening.onBad));
  const link = await openLink({ address, name }, opening, {
    noEcho: role === 'both',
    setUp: async (connection) => reading?.begin(connection),
    onLoss: (why) => opening.tell({ type: 'gap', name, count: undefined, why }),
  });
  if (reading) {
    link.down.catch(reading.fail);
    opening.tell({ type: 'listening', name });
  }
  return {
    name,
    unit: 'messages',
    content: 'any',
    isEndless: true,
    ...(reading ? { reader: reading.reader } : {}),
    ...(role === 'reads' ? {} : { writer: publication(link, address.subject ?? '', name, opening) }),
    close: link.close,
  };
};
