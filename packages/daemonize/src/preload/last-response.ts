import type { IncomingMessage, ServerResponse } from 'node:http';
import type net from 'node:net';

/**
 * Has a response whose headers were not sent say `Connection: close`, unless another request has come on the connection by then:
 * with pipelining, the last one of `open` says it. Node asks for `shouldKeepAlive` when it writes the headers.
 */
export const tellToClose = (response: ServerResponse, open: readonly ServerResponse[]): void => {
  if (response.headersSent) return;
  let { shouldKeepAlive } = response;
  Object.defineProperty(response, 'shouldKeepAlive', {
    configurable: true,
    enumerable: true,
    get: () => shouldKeepAlive && open.at(-1) !== response,
    set: (value: boolean) => {
      shouldKeepAlive = value;
    },
  });
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
