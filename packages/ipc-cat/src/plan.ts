/** Decides what is joined with what, from the options and operands alone. Touches nothing. */
import { usageFailure, type Values } from '@proctools/core';
import type { Address, Named } from './address/address.ts';
import { isBroker, isConnecting } from './address/connecting.ts';
import { parseAddress } from './address/parse-address.ts';
import type { IpcCatOptions } from './command.ts';
import type { Framing } from './frames/framing.ts';
import { type ForkPlan, type HubPlan, planMany } from './hub/plan-hub.ts';

export type Options = Values<IpcCatOptions> & { readonly quiet: boolean; readonly verbose: boolean };

/** Two addresses, and what flows between them. */
export interface JoinPlan {
  readonly type: 'join';
  readonly first: Named;
  readonly second: Named;
  /** From the first to the second, and back. */
  readonly there: boolean;
  readonly back: boolean;
  /** Undefined: bytes as they come. */
  readonly framing: Framing | undefined;
}

export type Plan = JoinPlan | HubPlan | ForkPlan;

/** Whose ends speak in messages by themselves. */
const MESSAGES: readonly Address['type'][] = ['ws', 'ws-listen', 'fork', 'parent', 'redis', 'nats'];

/** What messages are as text, when nobody says: JSON where they are values, else lines. */
const framingOf = (addresses: readonly Named[], { count, frame: asked }: Options): Framing | undefined => {
  if (asked === 'raw' && count !== undefined)
    throw usageFailure('--count counts messages, and --frame raw has none', 'see --bytes');
  const speakers = addresses.filter(({ address }) => MESSAGES.includes(address.type));
  if (asked === 'raw') {
    const [speaker] = speakers;
    if (speaker)
      throw usageFailure(
        `--frame raw: ${speaker.name} has messages, which need a frame`,
        'take lines, nul, length or json',
      );
    return undefined;
  }
  if (asked !== undefined) return asked;
  if (speakers.some(({ address: { type } }) => type === 'fork' || type === 'parent')) return 'json';
  return speakers.length > 0 || count !== undefined ? 'lines' : undefined;
};

/** A file is read as the first address, and written as the second; it would read what it writes. */
const isOneWay = ({ address: { type } }: Named): boolean => type === 'file' || type === 'fifo';

const directionsOf = (first: Named, second: Named, { fromFirst, toFirst }: Options) => {
  if (fromFirst && toFirst)
    throw usageFailure('--from-first and --to-first are two directions: give either, or none for both');
  if (fromFirst || toFirst) return { there: fromFirst, back: toFirst };
  if (isOneWay(first) || isOneWay(second)) return { there: true, back: false };
  return { there: true, back: true };
};

const STDIO: Named = { name: '-', address: { type: 'stdio' } };

const checkReconnect = (addresses: readonly Named[], { reconnect }: Options): void => {
  if (reconnect === undefined || addresses.some(({ address }) => isConnecting(address) || isBroker(address))) return;
  throw usageFailure(
    '--reconnect: none of the addresses is connected to',
    'it goes with unix:, tcp:, tls:, ws: and brokers',
  );
};

/** What is to be done; a usage Failure when the options do not go together. */
export const planRun = (options: Options, operands: readonly string[]): Plan => {
  const addresses = operands.map(parseAddress);
  const many = planMany(addresses, options, framingOf);
  if (many) return many;
  const [first, second = STDIO, ...more] = addresses;
  if (!first || more.length > 0)
    throw usageFailure(
      'two addresses can be joined, and these are more',
      'see --hub, --fanout, --fanin and --round-robin',
    );
  checkReconnect([first, second], options);
  if (first.address.type === 'stdio' && second.address.type === 'stdio') {
    return {
      type: 'join',
      first,
      second,
      there: true,
      back: false,
      framing: framingOf([first, second], options),
    };
  }
  return {
    type: 'join',
    first,
    second,
    ...directionsOf(first, second, options),
    framing: framingOf([first, second], options),
  };
};
