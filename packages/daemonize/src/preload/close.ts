import net from 'node:net';
import { quietly } from './quietly.ts';

interface HttpServer extends net.Server {
  closeIdleConnections(): void;
}

type Close = (this: HttpServer, ...args: unknown[]) => unknown;

const close = (prototype: object): Close => (prototype as { close: Close }).close;

/** Where a server has its close() and its closeIdleConnections() from: http's or https's Server. */
const prototypeOf = (server: net.Server): object | undefined => {
  let prototype = Object.getPrototypeOf(server);
  while (prototype && prototype !== net.Server.prototype) {
    if (Object.hasOwn(prototype, 'close') && Object.hasOwn(prototype, 'closeIdleConnections')) return prototype;
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
};

/** Has `work` done while the server has an empty method of this name. */
const without = <Answer>(server: net.Server, name: string, work: () => Answer): Answer => {
  const own = Object.getOwnPropertyDescriptor(server, name);
  Object.defineProperty(server, name, { configurable: true, value: () => {} });
  try {
    return work();
  } finally {
    if (own) Object.defineProperty(server, name, own);
    else delete (server as unknown as Record<string, unknown>)[name];
  }
};

/**
 * Makes the close() of this server's kind gentle. Node's own, since 19, first calls closeIdleConnections(), which cuts connections
 * with a request on the wire; ours leaves that out and calls `leave`. Asked for by name, these still cut. The modules are not loaded
 * for that: it is done when the first server of a kind listens.
 */
export const gentleCloser = (leave: (server: net.Server) => void): ((server: net.Server) => void) => {
  const done = new WeakSet<object>();
  return (server) => {
    const prototype = prototypeOf(server);
    if (!prototype || done.has(prototype)) return;
    done.add(prototype);
    const before = close(prototype);
    const gentle: Close = function closeGently(...args) {
      quietly(() => leave(this));
      return without(this, 'closeIdleConnections', () => Reflect.apply(before, this, args));
    };
    (prototype as { close: Close }).close = gentle;
  };
};
