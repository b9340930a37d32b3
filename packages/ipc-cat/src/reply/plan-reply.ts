/** Decides what `--reply` serves, and where its answers go. Touches nothing. */
import { usageFailure } from '@proctools/core';
import type { Address, Named } from '../address/address.ts';
import { isBroker, isListening } from '../address/connecting.ts';
import { wordsOf } from '../address/words.ts';
import type { Framing } from '../frames/framing.ts';
import type { Options } from '../plan.ts';
import { assertAlone } from '../request/alone.ts';

/** Each message of an address through a command. */
export interface ReplyPlan {
  readonly type: 'reply';
  readonly address: Named;
  /** Others connect to it: each connection is served for itself, until it is ended from here. */
  readonly isListener: boolean;
  /** Only the first of those connections. */
  readonly once: boolean;
  /** Where the answers go; undefined: back, or to standard output where there is no way back. */
  readonly sink: Named | undefined;
  /** Whether an answer can go back where the message came from. */
  readonly hasWayBack: boolean;
  /** Undefined: all that comes until the end of the data is one message. */
  readonly framing: Framing | undefined;
  readonly command: readonly [string, ...string[]];
  /** At once: of one source, and of all together. */
  readonly jobs: { readonly each: number; readonly all: number };
  /** When a message may be forgotten: when its command has succeeded, or once it was started with it. */
  readonly ackAfter: 'exit' | 'write';
}

const ONE_WAY: readonly Address['type'][] = ['file', 'fifo', 'redis', 'nats'];
const NEVER_SINKS: readonly Address['type'][] = ['parent', 'fork'];

/** Many connections do not mean as many commands: others wait for their turn. */
const MOST_COMMANDS = 64;

const listens = ({ address }: Named): boolean => isListening(address);

const sinkOf = (source: Named, given: Named | undefined): Named | undefined => {
  if (given === undefined) return undefined;
  if (listens(source)) {
    throw usageFailure(
      `--reply: ${source.name} answers each of its connections, and ${given.name} would get none`,
      'leave the second address out',
    );
  }
  if (given.address.type === 'stdio' && source.address.type === 'stdio') return undefined;
  if (listens(given) || NEVER_SINKS.includes(given.address.type)) {
    throw usageFailure(`--reply: answers cannot go to ${given.name}`, 'messages come from the first address');
  }
  return given;
};

const jobsOf = (isListener: boolean, jobs: number | undefined): ReplyPlan['jobs'] =>
  jobs === undefined ? { each: 1, all: isListener ? MOST_COMMANDS : 1 } : { each: jobs, all: jobs };

/** The reply; a usage Failure when there can be none. `framing` is what the addresses and `--frame` come to. */
export const planReply = (options: Options, addresses: readonly Named[], framing: Framing | undefined): ReplyPlan => {
  assertAlone('reply', options);
  const [address, second, ...more] = addresses;
  if (!address || more.length > 0) {
    throw usageFailure('--reply takes the address that messages come from, and perhaps one for the answers');
  }
  const isListener = listens(address);
  if (options.once && !isListener) throw usageFailure(`--once: nobody connects to ${address.name}`);
  if (options.reconnect !== undefined && !isBroker(address.address)) {
    throw usageFailure(
      `--reply: --reconnect goes with brokers, and ${address.name} is none`,
      'on another connection nobody would wait for the answers that are under way',
    );
  }
  return {
    type: 'reply',
    address,
    isListener,
    once: options.once,
    sink: sinkOf(address, second),
    hasWayBack: !ONE_WAY.includes(address.address.type),
    framing: framing ?? (options.frame === 'raw' ? undefined : 'lines'),
    command: wordsOf(options.reply ?? '', '--reply'),
    jobs: jobsOf(isListener, options.jobs),
    ackAfter: options.ackAfter ?? 'exit',
  };
};
