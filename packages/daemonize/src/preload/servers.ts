import { EventEmitter } from 'node:events';
import type { Http2Session } from 'node:http2';
import net from 'node:net';
import { quietly } from './quietly.ts';
import { leaveSession } from './session.ts';
import { stopAccepting } from './stand-in.ts';
import { watchTalks } from './talks.ts';
import { type Upgraded, watchUpgraded } from './web-socket.ts';

/** A server that is looked after, and what goes on at it. */
interface Kept {
  /** As accepted; with TLS, what is below it. */
  readonly connections: Set<net.Socket>;
  readonly sessions: Set<Http2Session>;
  readonly upgraded: Map<net.Socket, Upgraded>;
}

/** The servers of this worker whose connections may be asked to end. */
export interface Servers {
  keep(server: net.Server): void;
  /** Has the connections of a server come to their end; it need not be a kept one. */
  leave(server: net.Server): void;
  /** Takes no more connections, and brings those that are there to their end. Settles when none is left; the program sees nothing. */
  drain(): Promise<void>;
}

type Emit = (this: net.Server, event: string | symbol, ...args: unknown[]) => boolean;

const isHttp1 = (server: net.Server): boolean => 'closeIdleConnections' in server;
const isTls = (server: net.Server): boolean => 'setSecureContext' in server;

const addUntilClosed = <One extends NodeJS.EventEmitter>(all: Set<One>, one: One, removed = () => {}): void => {
  all.add(one);
  one.once('close', () => {
    all.delete(one);
    removed();
  });
};

/**
 * Looks at the servers' events by net.Server's emit(): a listener for 'upgrade' would change what Node does, and the others could be
 * seen. `listening` is called when a kept server listens; with `keepsAll`, every server is kept.
 */
export const watchServers = (listening: (server: net.Server) => void, keepsAll: boolean): Servers => {
  const servers = new Map<net.Server, Kept>();
  const leaving = new WeakSet<net.Server>();
  let drained: (() => void) | undefined;
  // A server that does not listen is given its connections by another one.
  const isLeaving = (server: net.Server): boolean =>
    leaving.has(server) || (drained !== undefined && !server.listening);
  const talks = watchTalks(isLeaving);

  const keep = (server: net.Server): void => {
    if (!servers.has(server)) servers.set(server, { connections: new Set(), sessions: new Set(), upgraded: new Map() });
  };
  const leave = (server: net.Server): void => {
    leaving.add(server);
    talks.leave();
  };
  const tellIfDrained = (): void => {
    if ([...servers.values()].every(({ connections }) => connections.size === 0)) drained?.();
  };
  const leaveAtOnce = ({ sessions, upgraded }: Kept): void => {
    for (const session of sessions) quietly(() => leaveSession(session));
    for (const one of upgraded.values()) quietly(() => one.leave());
  };

  const upgrade = (server: net.Server, { upgraded }: Kept, socket: net.Socket): void => {
    talks.forget(socket);
    const one = watchUpgraded(socket);
    upgraded.set(socket, one);
    socket.once('close', () => upgraded.delete(socket));
    if (drained && leaving.has(server)) one.leave();
  };
  const before: Readonly<Record<string, (server: net.Server, kept: Kept, ...args: unknown[]) => void>> = {
    connection: (server, { connections }, socket) => {
      addUntilClosed(connections, socket as net.Socket, tellIfDrained);
      if (isHttp1(server) && !isTls(server)) talks.begin(server, socket as net.Socket);
    },
    secureConnection: (server, _, socket) => {
      const { alpnProtocol } = socket as { alpnProtocol?: unknown };
      if (isHttp1(server) && alpnProtocol !== 'h2') talks.begin(server, socket as net.Socket);
    },
    session: (server, { sessions }, session) => {
      addUntilClosed(sessions, session as Http2Session);
      if (drained && leaving.has(server)) leaveSession(session as Http2Session);
    },
    upgrade: (server, kept, _, socket) => upgrade(server, kept, socket as net.Socket),
    connect: (_server, _kept, _, socket) => talks.forget(socket as net.Socket),
  };

  const see = (server: net.Server, event: string, args: readonly unknown[]): void => {
    if (event === 'listening' && keepsAll) keep(server);
    const kept = servers.get(server);
    if (kept && Object.hasOwn(before, event)) before[event]?.(server, kept, ...args);
  };
  const emitSeen: Emit = function emitSeen(event, ...args) {
    if (typeof event === 'string') quietly(() => see(this, event, args));
    const answer = Reflect.apply(EventEmitter.prototype.emit, this, [event, ...args]);
    if (event === 'listening' && servers.has(this)) quietly(() => listening(this));
    if (event === 'close') servers.delete(this);
    return answer;
  };
  net.Server.prototype.emit = emitSeen as typeof net.Server.prototype.emit;

  let draining: Promise<void> | undefined;
  const startDraining = (): Promise<void> =>
    new Promise((resolve) => {
      drained = resolve;
      for (const [server, kept] of servers) {
        quietly(() => stopAccepting(server));
        quietly(() => leave(server));
        leaveAtOnce(kept);
      }
      tellIfDrained();
    });
  return {
    keep,
    leave,
    drain: () => {
      draining ??= startDraining();
      return draining;
    },
  };
};
