import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type net from 'node:net';
import { closeGently, tellToClose } from './last-response.ts';
import { quietly } from './quietly.ts';

/** An HTTP/1 connection. */
interface Talk {
  readonly server: net.Server;
  readonly socket: net.Socket;
  /** The responses that are not finished; more than one where the client pipelines. */
  readonly open: ServerResponse[];
  /** When, and after how many bytes, it was last known to be idle; the time is performance.now()'s. */
  idleSince: number;
  idleAt: number;
}

interface Told {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: net.Socket;
  readonly server: net.Server;
}

/** How long a connection must have been idle before we close it. */
const GRACE_MS = 5_000;
const LOOK_MS = 250;

const note = (talk: Talk): void => {
  talk.idleSince = performance.now();
  talk.idleAt = talk.socket.bytesRead;
};

const isIdle = ({ open, socket, idleAt, idleSince }: Talk): boolean =>
  open.length === 0 && socket.bytesRead === idleAt && performance.now() - idleSince >= GRACE_MS;

/** Node's keepAliveTimeout of 5 s, and a second that Node adds for clients that use up all of it. */
const SOON_MS = 6_000;

// After a response Node sets the keepAliveTimeout, which may be none or long, before it the server's timeout.
const endsByItself = ({ socket }: Talk): boolean => {
  const { timeout = 0 } = socket;
  return timeout > 0 && timeout <= SOON_MS;
};

/**
 * Ends what nothing else would end soon. All that has arrived must have been read: a timer comes before that in a turn of the event
 * loop, and after a long turn a request may wait in the kernel; so it looks again after the turn's reading. What remains is a request
 * that is on its way at this moment, as with any server that ends idle connections. A half close would not help it: it would be
 * executed, and not be answered. Cut, it is known to have had no answer, and clients send it again.
 */
const endIdle = (talk: Talk): void => {
  if (!isIdle(talk) || endsByItself(talk)) return;
  setImmediate(() => {
    if (isIdle(talk)) talk.socket.destroy();
  });
};

/** What is known of the HTTP/1 connections, and how they are brought to their end without a request lost. */
export interface Talks {
  begin(server: net.Server, socket: net.Socket): void;
  /** It is something else now. */
  forget(socket: net.Socket): void;
  /** More of them are to end: their responses are the last ones, and idle ones end. */
  leave(): void;
}

/** `isLeaving` tells whether the connections of a server are to end. */
export const watchTalks = (isLeaving: (server: net.Server) => boolean): Talks => {
  const talks = new Map<net.Socket, Talk>();
  let timer: NodeJS.Timeout | undefined;
  const leaving = () => [...talks.values()].filter(({ server }) => isLeaving(server));
  const look = (): void => {
    const all = leaving();
    all.forEach(endIdle);
    if (all.length > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const startLooking = (): void => {
    timer ??= setInterval(() => quietly(look), LOOK_MS).unref();
  };
  const begin = (server: net.Server, socket: net.Socket): Talk => {
    const talk: Talk = { server, socket, open: [], idleSince: performance.now(), idleAt: socket.bytesRead };
    talks.set(socket, talk);
    socket.once('close', () => talks.delete(socket));
    if (isLeaving(server)) startLooking();
    return talk;
  };
  const started = ({ server, socket, response }: Told): void => {
    const talk = talks.get(socket) ?? begin(server, socket);
    talk.open.push(response);
    if (isLeaving(server)) tellToClose(response, talk.open);
  };
  const finished = ({ socket, request, response }: Told): void => {
    const talk = talks.get(socket);
    if (!talk) return;
    talk.open.splice(talk.open.indexOf(response), 1);
    note(talk);
    if (!request.complete) request.once('close', () => note(talk));
    if (isLeaving(talk.server)) closeGently(socket, request);
  };
  subscribe('http.server.request.start', (told) => void quietly(() => started(told as Told)));
  subscribe('http.server.response.finish', (told) => void quietly(() => finished(told as Told)));
  return {
    begin: (server, socket) => void begin(server, socket),
    forget: (socket) => void talks.delete(socket),
    leave: () => {
      for (const { open } of leaving()) for (const response of open) tellToClose(response, open);
      startLooking();
    },
  };
};
