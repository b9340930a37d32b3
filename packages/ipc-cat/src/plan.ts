/** Decides what is joined with what, from the options and operands alone. Touches nothing. */
import { usageFailure, type Values } from '@proctools/core';
import type { Address, Named } from './address/address.ts';
import { isBroker, isConnecting } from './address/connecting.ts';
import { parseAddress } from './address/parse-address.ts';
import { brokerDirections, type StandardInput } from './brokers/directions.ts';
import { type ChannelPlan, channelDirections, planChannel } from './channel/plan-channel.ts';
import type { IpcCatOptions } from './command.ts';
import type { Framing } from './frames/framing.ts';
import { type ForkPlan, type HubPlan, planMany } from './hub/plan-hub.ts';
import { planReply, type ReplyPlan } from './reply/plan-reply.ts';
import { planRequest, type RequestPlan } from './request/plan-request.ts';

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

export type Plan = JoinPlan | ChannelPlan | HubPlan | ForkPlan | RequestPlan | ReplyPlan;

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

const isStdio = ({ address: { type } }: Named): boolean => type === 'stdio';

const directionsOf = (first: Named, second: Named, options: Options, input: StandardInput) => {
  const { fromFirst, toFirst } = options;
  const ofChannel = channelDirections(first, second, options);
  if (ofChannel) return ofChannel;
  if (fromFirst && toFirst)
    throw usageFailure('--from-first and --to-first are two directions: give either, or none for both');
  if (fromFirst || toFirst) return { there: fromFirst, back: toFirst };
  if (isOneWay(first) || isOneWay(second) || (isStdio(first) && isStdio(second))) return { there: true, back: false };
  return brokerDirections(first, second, input) ?? { there: true, back: true };
};

/** What says how to reply means nothing where nobody does. */
const assertReplies = ({ ackAfter, jobs }: Options): void => {
  if (jobs !== undefined) throw usageFailure('--jobs goes with --reply');
  if (ackAfter === 'exit') throw usageFailure('--ack-after exit goes with --reply, whose command it waits for');
};

const STDIO: Named = { name: '-', address: { type: 'stdio' } };

const checkReconnect = (addresses: readonly Named[], { reconnect }: Options): void => {
  if (reconnect === undefined || addresses.some(({ address }) => isConnecting(address) || isBroker(address))) return;
  throw usageFailure(
    '--reconnect: none of the addresses is connected to',
    'it goes with unix:, tcp:, tls:, ws: and brokers',
  );
};

/** What is to be done, given what standard input is; a usage Failure when the options do not go together. */
export const planRun = (options: Options, operands: readonly string[], input: StandardInput): Plan => {
  const channel = planChannel(options, operands);
  if (channel) return channel;
  const addresses = operands.map(parseAddress);
  if (options.request || options.reply !== undefined) {
    checkReconnect(addresses, options);
    const framing = framingOf(addresses, options);
    return options.request ? planRequest(options, addresses, framing) : planReply(options, addresses, framing);
  }
  assertReplies(options);
  const many = planMany(addresses, options, framingOf);
  if (many) return many;
  const [first, second = STDIO, ...more] = addresses;
  if (!first || more.length > 0)
    throw usageFailure(
      'two addresses can be joined, and these are more',
      'see --hub, --fanout, --fanin and --round-robin',
    );
  checkReconnect([first, second], options);
  return {
    type: 'join',
    first,
    second,
    ...directionsOf(first, second, options, input),
    framing: framingOf([first, second], options),
  };
};
