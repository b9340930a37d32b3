/** Decides who hears whom, and who serves whom. Touches nothing. */
import { usageFailure } from '@proctools/core';
import type { Named } from '../address/address.ts';
import { isListening } from '../address/connecting.ts';
import { wordsOf } from '../address/words.ts';
import type { Framing } from '../frames/framing.ts';
import type { Options } from '../plan.ts';

type Shape = 'hub' | 'fanout' | 'fanin' | 'round-robin';
export type Slow = 'block' | 'drop' | 'close';

/** An address, and what is done with what comes from there and what the others say. */
export interface Place {
  readonly named: Named;
  readonly speaks: boolean;
  readonly hears: boolean;
}

interface Admission {
  /** So many connections at once; undefined: as many as come. */
  readonly maxConnections: number | undefined;
  /** Ends when the last connection has ended. */
  readonly once: boolean;
  /** How long may pass before the first connects, in milliseconds. */
  readonly connectTimeoutMs: number | undefined;
}

/** Several addresses that hear each other. */
export interface HubPlan extends Admission {
  readonly type: 'hub';
  readonly shape: Shape;
  readonly places: readonly Place[];
  /** Undefined: bytes as they come. */
  readonly framing: Framing | undefined;
  readonly slow: Slow;
  /** What is held for one who does not keep up. */
  readonly slowBufferBytes: number;
  readonly replay: number;
}

/** A command for each connection. */
export interface ForkPlan extends Admission {
  readonly type: 'fork';
  readonly listeners: readonly Named[];
  readonly command: readonly [string, ...string[]];
}

/** What messages are as text there; undefined: there are none. */
export type FramingOf = (addresses: readonly Named[], options: Options) => Framing | undefined;

const shapeOf = ({ fanin, fanout, hub, roundRobin }: Options): Shape | undefined => {
  const asked = [hub && 'hub', fanout && 'fanout', fanin && 'fanin', roundRobin && 'round-robin'].filter(
    (shape): shape is Shape => typeof shape === 'string',
  );
  if (asked.length > 1) throw usageFailure(`--${asked[0]} and --${asked[1]} do not go together: give one of them`);
  return asked[0];
};

const placesIn = (shape: Shape, addresses: readonly Named[]): readonly Place[] =>
  addresses.map((named, index) => {
    if (shape === 'hub') return { named, speaks: true, hears: true };
    const isFirst = index === 0;
    return { named, speaks: isFirst === (shape !== 'fanin'), hears: isFirst === (shape === 'fanin') };
  });

/** Options that two addresses have, and several have not. */
const alien = (options: Options): string | undefined => {
  const { bytes, count, fromFirst, hex, idleTimeout, progress, rate, reconnect, reply, request, send, tee } = options;
  const given = {
    '--from-first': fromFirst,
    '--to-first': options.toFirst,
    '--reconnect': reconnect !== undefined,
    '--bytes': bytes !== undefined,
    '--count': count !== undefined,
    '--request': request,
    '--reply': reply !== undefined,
    '--send': send,
    '--idle-timeout': idleTimeout !== undefined,
    '--rate': rate !== undefined,
    '--progress': progress,
    '--tee': tee !== undefined,
    '--hex': hex,
    '--timestamps': options.timestamps,
  };
  return Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
};

const refuseAlien = (what: string, options: Options): void => {
  const name = alien(options);
  if (name !== undefined) throw usageFailure(`${name} does not go with ${what}: it is for two addresses`);
};

const planHub = (shape: Shape, addresses: readonly Named[], options: Options, framingOf: FramingOf): HubPlan => {
  const { connectTimeout: connectTimeoutMs, frame, maxConnections, once, replay, slow, slowBuffer } = options;
  refuseAlien(`--${shape}`, options);
  const places = placesIn(shape, addresses);
  const isListened = addresses.some(({ address }) => isListening(address));
  if (addresses.length === 1 && !(shape === 'hub' && isListened)) {
    throw usageFailure(`--${shape}: there is only ${addresses[0]?.name}, and it is about several`, 'add an address');
  }
  const both = places.find((place) => shape === 'hub' && ['file', 'fifo'].includes(place.named.address.type));
  if (both) {
    throw usageFailure(`--hub: ${both.named.name} would read what it writes`, 'see --fanout and --fanin');
  }
  const twice = addresses.filter(({ address }) => address.type === 'stdio').length > 1;
  if (twice) throw usageFailure(`--${shape}: - can be there only once`);
  if (!isListened && (once || maxConnections !== undefined)) {
    throw usageFailure(`${once ? '--once' : '--max-connections'}: nobody can connect to any of the addresses`);
  }
  const framing = frame === 'raw' ? framingOf(addresses, options) : (framingOf(addresses, options) ?? 'lines');
  if (framing === undefined && (shape === 'round-robin' || replay > 0)) {
    throw usageFailure(
      `${replay > 0 ? '--replay' : '--round-robin'} is about messages, and --frame raw has none`,
      'take lines, nul, length or json',
    );
  }
  if (slow !== 'block' && shape === 'round-robin') {
    throw usageFailure(`--slow ${slow} does not go with --round-robin`, 'who does not keep up is passed over there');
  }
  if (replay > 0 && (shape === 'fanin' || shape === 'round-robin')) {
    throw usageFailure(`--replay does not go with --${shape}`, 'it is for --hub and --fanout');
  }
  return {
    type: 'hub',
    shape,
    places,
    framing,
    slow,
    slowBufferBytes: slowBuffer,
    replay,
    maxConnections,
    once,
    connectTimeoutMs,
  };
};

const planFork = (line: string, addresses: readonly Named[], options: Options): ForkPlan => {
  refuseAlien('--fork', options);
  if (options.frame !== undefined) {
    throw usageFailure('--frame does not go with --fork: the connection itself is given to the command');
  }
  const deaf = addresses.find((named) => !isListening(named.address));
  if (deaf) {
    throw usageFailure(
      `--fork: nobody can connect to ${deaf.name}`,
      `it runs a command for each connection of an address like unix-listen:./app.sock`,
    );
  }
  const { connectTimeout: connectTimeoutMs, maxConnections, once } = options;
  return {
    type: 'fork',
    listeners: addresses,
    command: wordsOf(line, '--fork'),
    maxConnections,
    once,
    connectTimeoutMs,
  };
};

/** What is to be done with many connections; undefined when it is about two addresses only. */
export const planMany = (
  addresses: readonly Named[],
  options: Options,
  framingOf: FramingOf,
): HubPlan | ForkPlan | undefined => {
  const shape = shapeOf(options);
  if (shape !== undefined && options.fork !== undefined) {
    throw usageFailure(`--fork and --${shape} do not go together`, `exec:COMMAND can be one of the addresses`);
  }
  if (shape !== undefined) return planHub(shape, addresses, options, framingOf);
  if (options.fork !== undefined) return planFork(options.fork, addresses, options);
  if (options.maxConnections !== undefined || options.once) {
    throw usageFailure(
      `${options.once ? '--once' : '--max-connections'} is about many connections`,
      'it goes with --fork, --hub, --fanout, --fanin and --round-robin',
    );
  }
  return undefined;
};
