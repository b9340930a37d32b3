// A connection that a process keeps to us which has no channel and no pipe, because it was detached, or lost its parent. It
// says who it is and answers what it is asked; and it ends when the connection does, so that it does not outlive us.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Identity, identify, uniqueWord } from '@proctools/core';
import type { Address, Greeting } from './child/call.ts';
import type { Facts } from './child/facts.ts';

/** A process that has called. */
export interface Caller {
  readonly facts: Facts;
  readonly identity: Identity | undefined;
  /** What it says of itself now; undefined when it has ended. */
  readonly look: () => Promise<Facts | undefined>;
  /** Asks it for something that it answers with nothing. */
  readonly tell: (word: string) => void;
  /** Resolves when the connection has ended, which it does with the process. */
  readonly gone: Promise<void>;
}

export interface Line {
  /** For one who is to call under this name. */
  readonly addressFor: (name: string) => Address;
  /** Whoever calls under this name: waits for it. */
  readonly caller: (name: string) => Promise<Caller>;
  /** Those who have called so far. */
  readonly callers: () => readonly Caller[];
  readonly close: () => void;
}

type Next = () => Promise<unknown>;

/** The next line that comes, as JSON; undefined when there are no more. */
const reader = (socket: Socket): Next => {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
};

const callerOn = (socket: Socket, facts: Facts, next: Next): Caller => ({
  facts,
  identity: identify(facts.pid),
  look: () => {
    if (socket.writable) socket.write('look\n');
    return next() as Promise<Facts | undefined>;
  },
  tell: (word) => void socket.write(`${word}\n`),
  gone: new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  }),
});

/** Listens on this machine alone, for those who know the word. */
export const openLine = async (): Promise<Line> => {
  const word = uniqueWord();
  const sockets = new Set<Socket>();
  const called = new Map<string, Caller>();
  const waiting = new Map<string, (caller: Caller) => void>();
  const welcome = async (socket: Socket): Promise<void> => {
    sockets.add(socket);
    socket.on('error', () => {}); // one that was killed: `close` comes, too
    const next = reader(socket);
    const greeting = (await next()) as Greeting | undefined;
    if (greeting?.word !== word) return void socket.destroy();
    const caller = callerOn(socket, greeting.facts, next);
    called.set(greeting.name, caller);
    waiting.get(greeting.name)?.(caller);
  };
  const server = createServer((socket) => void welcome(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    addressFor: (name) => ({ port, word, name }),
    caller: async (name) => called.get(name) ?? new Promise((resolve) => waiting.set(name, resolve)),
    callers: () => [...called.values()],
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
