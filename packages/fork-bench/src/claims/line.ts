// A connection that a process keeps to us which has no channel and no pipe, because it was detached, or lost its parent. It
// says who it is and answers what it is asked; and it ends when the connection does, so that it does not outlive us.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { uniqueWord } from '@proctools/core';
import type { Facts } from './child/facts.ts';

/** A process that has called. */
export interface Caller {
  readonly facts: Facts;
  /** What it says of itself now, or `undefined` when it has ended. */
  readonly look: () => Promise<Facts | undefined>;
  /** Asks it for something that it answers with nothing. */
  readonly tell: (word: string) => void;
  /** Resolves when the connection has ended, which it does with the process. */
  readonly gone: Promise<void>;
}

export interface Line {
  /** For one who is to call under this name. */
  readonly addressFor: (name: string) => string;
  /** Whoever calls under this name. */
  readonly caller: (name: string) => Promise<Caller>;
  readonly close: () => void;
}

/** The next line that it says, as JSON; undefined when it says no more. */
const reader = (socket: Socket): (() => Promise<Facts | undefined>) => {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await lines.next();
    return done ? undefined : (JSON.parse(value) as Facts);
  };
};

const callerOn = (socket: Socket, facts: Facts, next: () => Promise<Facts | undefined>): Caller => ({
  facts,
  look: () => {
    if (socket.writable) socket.write('look\n');
    return next();
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
  const callers = new Map<string, PromiseWithResolvers<Caller>>();
  const expected = (name: string): PromiseWithResolvers<Caller> => {
    const there = callers.get(name) ?? withResolvers<Caller>();
    callers.set(name, there);
    return there;
  };
  const welcome = async (socket: Socket): Promise<void> => {
    sockets.add(socket);
    socket.on('error', () => {}); // it was killed: `close` comes, too
    const next = reader(socket);
    const facts = await next();
    if (facts?.word === word) expected(facts.name).resolve(callerOn(socket, facts, next));
    else socket.destroy();
  };
  const server = createServer((socket) => void welcome(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    addressFor: (name) => JSON.stringify({ port, word, name }),
    caller: (name) => expected(name).promise,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

/** Promise.withResolvers, which Node 20 has not. */
const withResolvers = <Value>(): PromiseWithResolvers<Value> => {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((take) => {
    resolve = take;
  });
  return { promise, resolve };
};
