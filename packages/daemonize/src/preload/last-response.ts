import type { IncomingMessage, ServerResponse } from 'node:http';
import type net from 'node:net';
import { quietly } from './quietly.ts';

type WriteHead = (this: ServerResponse, ...args: unknown[]) => ServerResponse;

const promises = (name: string, value: unknown): boolean =>
  name.toLowerCase() === 'connection' && /keep-alive/i.test(String(value));

const withoutPromise = (headers: unknown): unknown => {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => !promises(name, value)));
};

/** A program may say `keep-alive` by itself, as proxies do that pass headers on; Node's response ends in writeHead(), whoever calls it. */
const takePromiseBack = (response: ServerResponse, isLast: () => boolean): void => {
  const writeHead = response.writeHead as WriteHead;
  const written: WriteHead = function writeLastHead(...args) {
    if (!isLast()) return Reflect.apply(writeHead, this, args);
    quietly(() => promises('connection', this.getHeader('connection')) && this.setHeader('Connection', 'close'));
    return Reflect.apply(writeHead, this, args.map(withoutPromise));
  };
  response.writeHead = written as typeof response.writeHead;
};

/**
 * Has a response whose headers were not sent say `Connection: close`, unless another request has come on the connection by then:
 * with pipelining, the last one of `open` says it. Node asks for `shouldKeepAlive` when it writes the headers.
 */
export const tellToClose = (response: ServerResponse, open: readonly ServerResponse[]): void => {
  if (response.headersSent) return;
  const isLast = () => open.at(-1) === response;
  let { shouldKeepAlive } = response;
  Object.defineProperty(response, 'shouldKeepAlive', {
    configurable: true,
    enumerable: true,
    get: () => shouldKeepAlive && !isLast(),
    set: (value: boolean) => {
      shouldKeepAlive = value;
    },
  });
  takePromiseBack(response, isLast);
};

/**
 * Node closes the connection with the last response even if the request's body is still arriving: the client, writing on, would be
 * reset before it has read its response. So only our half is closed, and the rest is waited for; Node reads and drops it, and its
 * requestTimeout is the limit.
 */
export const closeGently = (socket: net.Socket, request: IncomingMessage): void => {
  if (request.complete) return;
  const destroySoon = socket.destroySoon;
  socket.destroySoon = function destroyWhenRead() {
    socket.destroySoon = destroySoon;
    socket.end();
    request.once('close', () => socket.destroySoon());
  };
};
