/** Decides what `--request` asks, and whom. Touches nothing. */
import { usageFailure } from '@proctools/core';
import type { Address, Named } from '../address/address.ts';
import type { Framing } from '../frames/framing.ts';
import type { Options } from '../plan.ts';
import { assertAlone } from './alone.ts';

/** One question to one address. */
export interface RequestPlan {
  readonly type: 'request';
  readonly address: Named;
  /** Undefined: the question ends with the end of the data, and so does the answer. */
  readonly framing: Framing | undefined;
  /** Whether the address is read; at a broker, an answer comes on a way of its own. */
  readonly isRead: boolean;
  /** The other side keeps messages apart by itself: a question may have newlines. */
  readonly isWhole: boolean;
}

const WHOLE: readonly Address['type'][] = ['ws', 'ws-listen', 'nats'];

/** Where nobody can answer, and why. */
const whyNot = (address: Address): string | undefined => {
  switch (address.type) {
    case 'stdio':
      return 'nobody is there to be asked';
    case 'file':
    case 'fifo':
      return 'it has one direction, and an answer needs the other';
    case 'redis':
      return 'Redis has no requests: who reads there does not know whom to answer';
    case 'nats':
      return address.stream === undefined ? undefined : 'a stream stores messages and answers none; ask a subject';
    default:
      return undefined;
  }
};

/** The request; a usage Failure when nobody can be asked so. `framing` is what the addresses and `--frame` come to. */
export const planRequest = (
  options: Options,
  addresses: readonly Named[],
  framing: Framing | undefined,
): RequestPlan => {
  assertAlone('request', options);
  const [address, second, ...more] = addresses;
  if (!address || (second !== undefined && second.address.type !== 'stdio') || more.length > 0) {
    throw usageFailure('--request takes one address: the question is standard input, and the answer standard output');
  }
  const why = whyNot(address.address);
  if (why !== undefined) throw usageFailure(`--request: ${address.name}: ${why}`);
  return {
    type: 'request',
    address,
    framing: framing ?? (options.frame === 'raw' ? undefined : 'lines'),
    isRead: address.address.type !== 'nats',
    isWhole: WHOLE.includes(address.address.type),
  };
};
