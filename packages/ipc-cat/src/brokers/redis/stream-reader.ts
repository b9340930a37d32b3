/** A stream, read without a group: everything from a place on, and on from there when the connection was lost. */
import type { Reader } from '../../endpoint.ts';
import { type Batch, batchOf } from '../../frames/batch.ts';
import { FIRST_AMOUNT, nextAmount } from '../amount.ts';
import { cancellable } from '../cancellable.ts';
import { fittingIn } from '../fitting.ts';
import { clientNameOf, defaultConsumer } from './client-name.ts';
import { bytesOf, readEntriesOf } from './entry.ts';
import { openLink } from './link.ts';
import type { Half, Place, Stream } from './open-redis.ts';
import { granted, isErrorReply, refusal } from './refusal.ts';
import type { Reply, Wire } from './wire.ts';

const BEGINNING = '0-0';

/** A value of a flat `[name, value, …]`. */
const fieldOf = (reply: Reply | undefined, name: string): Reply | undefined => {
  if (!Array.isArray(reply)) return undefined;
  const at = reply.findIndex((field, index) => index % 2 === 0 && String(field) === name);
  return at < 0 ? undefined : reply[at + 1];
};

/** The last id that the stream ever had; `$` as a number, so that nothing is missed between two connections. */
const lastIdOf = async (wire: Wire, name: string, stream: string): Promise<string> => {
  const [reply] = await wire.ask([['XINFO', 'STREAM', stream]]);
  if (!isErrorReply(reply)) return String(fieldOf(reply, 'last-generated-id') ?? BEGINNING);
  if (/no such key/i.test(reply.message)) return BEGINNING;
  throw refusal(name, reply);
};

/** Finds its place in the stream. */
export const openStreamReader = async ({ named, opening, target }: Place<Stream>): Promise<Half<Reader<Batch>>> => {
  const { name } = named;
  const fits = fittingIn(opening.maxFrame, opening.onBad);
  let last = target.from;
  let amount = FIRST_AMOUNT;
  const link = await openLink(named, opening, {
    clientName: clientNameOf(defaultConsumer()),
    isAttentive: true,
    isTelling: true,
    prepare: async (wire, isFirst) => {
      if (last === '$') last = await lastIdOf(wire, name, target.name);
      if (isFirst) opening.tell({ type: 'listening', name });
    },
  });
  const next = async (most = Number.POSITIVE_INFINITY): Promise<Batch | undefined> => {
    for (;;) {
      const command = ['XREAD', 'COUNT', String(Math.min(amount, most)), 'BLOCK', '0', 'STREAMS', target.name];
      const [reply] = await link.use(async (wire) => granted(name, await wire.ask([[...command, last]])));
      const { entries } = readEntriesOf(reply);
      last = entries.at(-1)?.id ?? last;
      amount = nextAmount(amount, entries.length, bytesOf(entries));
      const fitting = entries.filter(({ payload }) => fits(payload));
      if (fitting.length > 0) return batchOf(fitting.map(({ payload }) => payload));
    }
  };
  const { reader } = cancellable(next, { isOver: () => opening.signal.aborted, onCancel: () => void link.close() });
  return { part: reader, close: link.close };
};
