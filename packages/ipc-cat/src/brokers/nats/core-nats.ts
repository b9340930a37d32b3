/** `nats://host/subject`: core NATS. Who is there hears it, and what gets lost on the way is lost, and told. */
import type { Named, NatsAddress } from '../../address/address.ts';
import type { MessageEnd } from '../../endpoint.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { batchOf } from '../../frames/batch.ts';
import type { Wants } from '../../open.ts';
import { fittingIn } from '../fitting.ts';
import { type Link, openLink } from './link.ts';
import { publication } from './publication.ts';
import { requester } from './requester.ts';
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
    role === 'writes'
      ? undefined
      : subscription({ address, name }, fittingIn(opening.maxFrame, opening.onBad), (inbox, answer) =>
          publication(link, inbox, name, opening).write(batchOf([answer])),
        );
  const link: Link = await openLink({ address, name }, opening, {
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
    ...(role === 'writes' ? { request: requester(link, address.subject ?? '') } : {}),
    close: link.close,
  };
};
