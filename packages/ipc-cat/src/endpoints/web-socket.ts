/** WebSockets, connected to and listened for: a message per frame. */
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { callAfter, ExitCode, Failure } from '@proctools/core';
import { type ClientOptions, type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import type { Credentials, Named, WebSocketAddress, WebSocketListenAddress } from '../address/address.ts';
import { sparingReads } from '../bytes/sockets.ts';
import type { Listener, MessageEnd } from '../endpoint.ts';
import { late } from './connect.ts';
import type { Opening } from './opening.ts';
import { queue } from './queue.ts';
import { listening, numbered } from './server.ts';
import { clientOptions } from './tls-options.ts';
import { ANSWER_MS, webSocketEnd } from './web-socket-end.ts';
import { failureOfAnswer, failureOfHandshake } from './web-socket-trouble.ts';

/** Both sides: what a message may be, and no compression, which would need memory without bound. */
const common = ({ lingerMs, maxFrame }: Opening) => ({
  maxPayload: Math.max(1, maxFrame),
  perMessageDeflate: false,
  closeTimeout: Math.max(ANSWER_MS, lingerMs ?? 0),
});

/** RFC 7617, as UTF-8. */
const authorization = ({ password = '', user = '' }: Credentials): Readonly<Record<string, string>> =>
  user === '' && password === ''
    ? {}
    : { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };

const optionsFor = ({ address, name }: Named<WebSocketAddress>, opening: Opening): ClientOptions => {
  const { hostname, protocol } = new URL(address.url);
  const isSecure = protocol === 'wss:';
  if (isSecure && !address.tls.verify) opening.tell({ type: 'unverified', name });
  return {
    ...common(opening),
    ...(isSecure ? clientOptions(address.tls, hostname.replace(/^\[(.*)\]$/, '$1'), name) : {}),
    headers: authorization(address.credentials),
  } as object;
};

/** Waits until both sides speak WebSocket. A Failure says why they do not. */
const untilOpen = (socket: WebSocket, name: string, { connectTimeoutMs, signal }: Opening): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (failure?: Failure): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (failure === undefined) {
        resolve();
        return;
      }
      reject(failure);
      socket.terminate();
    };
    const onLate = (): void => settle(late(name));
    const abort = (): void => settle(new Failure(ExitCode.failed, `${name}: given up`));
    const timer = connectTimeoutMs === undefined ? undefined : callAfter(connectTimeoutMs, onLate);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('open', () => settle());
    socket.once('error', (cause) => settle(failureOfHandshake(name, cause)));
    socket.once('unexpected-response', (_, answer) => settle(failureOfAnswer(name, answer)));
  });

/** Connects to a WebSocket. */
export const openWebSocket = async (named: Named<WebSocketAddress>, opening: Opening): Promise<MessageEnd> => {
  const { address, name } = named;
  const socket = new WebSocket(address.url, [...address.protocols], optionsFor(named, opening));
  let stream: Duplex | undefined;
  socket.once('upgrade', (answer) => {
    stream = answer.socket;
    if (!('encrypted' in stream)) sparingReads(answer.socket); // a cipher's own writes may fail, and nobody would hear of it
  });
  // Before it is open: the first message may come with the answer.
  const end = webSocketEnd(socket, { name, isBinary: address.isBinary, opening }, () => stream);
  await untilOpen(socket, name, opening);
  return end;
};

const CLOSE = { Connection: 'close', 'Content-Length': 0 };

const pathOf = ({ url = '/' }: IncomingMessage): string => url.replace(/\?.*$/s, '');

/** Says no before there is a WebSocket. */
const refuse = (stream: Duplex, status: number): void => {
  const headers = Object.entries(CLOSE).map(([key, value]) => `${key}: ${value}\r\n`);
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('')}\r\n`);
};

/** Listens, and hands out each WebSocket as an end of its own. Other paths are not there. */
export const listenWebSocket = async (
  { address, name }: Named<WebSocketListenAddress>,
  opening: Opening,
): Promise<Listener> => {
  const { tell } = opening;
  const connections = queue<MessageEnd>();
  let nextName = (): string => name;
  const turnAway = (why: string): void => tell({ type: 'turned-away', name, why });
  const sockets = new WebSocketServer({
    ...common(opening),
    noServer: true,
    clientTracking: false,
    handleProtocols: (offered: ReadonlySet<string>) => address.protocols.find((one) => offered.has(one)) ?? false,
  } as ServerOptions);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(pathOf(request) === address.path ? 426 : 404, { ...CLOSE, Upgrade: 'websocket' }).end();
  });
  server.on('clientError', (_, stream) => {
    turnAway('it does not speak HTTP');
    if (stream.writable) refuse(stream, 400);
    else stream.destroy();
  });
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => {}); // whoever reads it hears of it
    if (pathOf(request) !== address.path) {
      turnAway('it asked for another path');
      refuse(stream, 404);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if ('destroy' in stream) sparingReads(stream as never);
      const settings = { name: nextName(), isBinary: address.isBinary, opening };
      const end = webSocketEnd(socket, settings, () => stream);
      if (!connections.put(end)) void end.close();
    });
  });
  const told = await listening(
    server,
    { port: address.port, ...(address.host === undefined ? {} : { host: address.host }) },
    name,
  );
  nextName = numbered(told);
  server.on('error', (error) => connections.close(error));
  return {
    name: told,
    accept: () => connections.take(),
    close: async () => {
      connections.close();
      server.close();
      for (let left = await connections.take(); left; left = await connections.take()) await left.close();
    },
  };
};
