/** Which way messages flow where one of the addresses is a broker's: most of them are either read or written. */
import { usageFailure } from '@proctools/core';
import type { Address, Named } from '../address/address.ts';

export interface Directions {
  /** From the first address to the second, and back. */
  readonly there: boolean;
  readonly back: boolean;
}

/** What standard input is: somebody's data, or nothing that could be sent (a terminal, /dev/null, closed). */
export type StandardInput = 'data' | 'nothing';

/** What an address says about it: its settings mean reading; a subject or channel can be both. */
type Use = 'none' | 'read' | 'both' | 'either';

const useOf = (address: Address): Use => {
  if (address.type === 'nats') {
    if (address.queue !== undefined || address.durable !== undefined) return 'read';
    return address.stream === undefined ? 'both' : 'either';
  }
  if (address.type !== 'redis') return 'none';
  const { target } = address;
  if (target.type === 'channel') return target.isPattern ? 'read' : 'both';
  return target.type === 'stream' && target.group !== undefined ? 'read' : 'either';
};

const unclear = (first: Named, second: Named): Error =>
  usageFailure(
    `${first.name} and ${second.name}: it is not clear which of them is read, and which is written`,
    `give --from-first to read ${first.name}, or --to-first to write to it`,
  );

const ofTwoBrokers = (first: Named, second: Named, firstUse: Use, secondUse: Use): Directions => {
  // Both ways, each message would go round for ever.
  if ((firstUse === 'read') === (secondUse === 'read')) throw unclear(first, second);
  return firstUse === 'read' ? { there: true, back: false } : { there: false, back: true };
};

const ofBroker = (use: Use, other: Address, input: StandardInput): 'read' | 'write' | 'both' | undefined => {
  if (use === 'read') return 'read';
  if (other.type === 'stdio') return input === 'data' ? 'write' : 'read';
  return use === 'both' ? 'both' : undefined;
};

/** Undefined where no broker is concerned; a usage Failure where only an option can tell. */
export const brokerDirections = (first: Named, second: Named, input: StandardInput): Directions | undefined => {
  const [firstUse, secondUse] = [useOf(first.address), useOf(second.address)];
  if (firstUse === 'none' && secondUse === 'none') return undefined;
  if (firstUse !== 'none' && secondUse !== 'none') return ofTwoBrokers(first, second, firstUse, secondUse);
  const isFirst = firstUse !== 'none';
  switch (ofBroker(isFirst ? firstUse : secondUse, isFirst ? second.address : first.address, input)) {
    case 'both':
      return { there: true, back: true };
    case 'read':
      return { there: isFirst, back: !isFirst };
    case 'write':
      return { there: !isFirst, back: isFirst };
    default:
      throw unclear(first, second);
  }
};
