// A client that knows exactly what became of each request: node:http would try again, or not tell one end from the other.
import net from 'node:net';

/** What became of a request. Only the first is none that was lost. */
export type Outcome =
  | { readonly type: 'answered'; readonly status: number; readonly headers: string; readonly body: string }
  | { readonly type: 'refused' | 'reset' | 'unanswered' | 'cut'; readonly after: string };

export interface Connection {
  readonly socket: net.Socket;
  /** Sends bytes and waits for one whole response. */
  ask(request: string): Promise<Outcome>;
  /** Whether another request may be sent: neither side has said or shown that it ends. */
  readonly isUsable: boolean;
  /** Waits until the other side has ended the connection; tells how. */
  readonly ended: Promise<'end' | 'reset'>;
  end(): void;
}

export const get = (path = '/', headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

/** The body of chunks, when the last is there. */
const unchunk = (text: string): { readonly body: string; readonly length: number } | undefined => {
  let [at, body] = [0, ''];
  for (;;) {
    const line = text.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    if (text.length < line + 2 + size + 2) return undefined;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (size === 0) return { body, length: at };
  }
};

/** One response, when it is whole, and how many characters it takes. */
const responseIn = (text: string): { readonly outcome: Outcome; readonly length: number } | undefined => {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const headers = text.slice(0, end);
  const rest = text.slice(end + 4);
  const status = Number(headers.slice(9, 12));
  const length = /^content-length: *(\d+)/im.exec(headers)?.[1];
  const found = length
    ? { body: rest.slice(0, Number(length)), length: Number(length) }
    : /^transfer-encoding: *chunked/im.test(headers)
      ? unchunk(rest)
      : { body: '', length: 0 };
  if (!found || rest.length < found.length) return undefined;
  return {
    outcome: { type: 'answered', status, headers, body: found.body },
    length: end + 4 + found.length,
  };
};

/** Connects; the promise is of an outcome where it was refused. */
export const connect = (where: net.NetConnectOpts): Promise<Connection | Outcome> =>
  new Promise((resolve) => {
    const socket = net.connect({ ...where, allowHalfOpen: true } as net.NetConnectOpts);
    let [text, over] = ['', undefined as 'end' | 'reset' | undefined];
    let told: Outcome | undefined;
    let isLast = false;
    let waiting: (() => void) | undefined;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      waiting?.();
    });
    const ended = new Promise<'end' | 'reset'>((end) => {
      const isOver = (how: 'end' | 'reset') => {
        over ??= how;
        socket.destroy();
        waiting?.();
        end(over);
      };
      socket.on('end', () => isOver('end')).on('close', () => isOver('end'));
      socket.on('error', (error) => {
        told ??= { type: socket.connecting || !isOpen ? 'refused' : 'reset', after: error.message };
        isOver('reset');
        if (!isOpen) resolve(told);
      });
    });
    let isOpen = false;
    const take = (): Outcome | undefined => {
      const found = responseIn(text);
      if (!found) {
        if (!over) return undefined;
        return { type: over === 'reset' ? 'reset' : text === '' ? 'unanswered' : 'cut', after: text };
      }
      text = text.slice(found.length);
      if (found.outcome.type === 'answered' && /^connection: *close/im.test(found.outcome.headers)) isLast = true;
      return found.outcome;
    };
    const ask = (request: string): Promise<Outcome> =>
      new Promise((answer) => {
        waiting = () => {
          const outcome = take();
          if (!outcome) return;
          waiting = undefined;
          answer(outcome);
        };
        if (request) socket.write(request, 'latin1');
        waiting();
      });
    socket.on('connect', () => {
      isOpen = true;
      resolve({
        socket,
        ask,
        get isUsable() {
          return !isLast && !over;
        },
        ended,
        end: () => socket.destroy(),
      });
    });
  });

/** Connects to a port of this machine; throws where it is refused. */
export const connectTo = async (port: number): Promise<Connection> => {
  const connection = await connect({ host: '127.0.0.1', port });
  if ('type' in connection) throw new Error(`${connection.type}: ${JSON.stringify(connection)}`);
  return connection;
};

/** One request on a connection of its own. */
export const askOnce = async (port: number, request = get('/', 'Connection: close\r\n')): Promise<Outcome> => {
  const connection = await connect({ host: '127.0.0.1', port });
  if ('type' in connection) return connection;
  const outcome = await connection.ask(request);
  connection.end();
  return outcome;
};

/** Requests without a pause, until told to stop. */
export interface Load {
  /** Ends after the responses that are waited for, and tells what became of all. */
  stop(): Promise<{ readonly answered: number; readonly lost: readonly Outcome[] }>;
}

/** `clients` at a time, each one request after the other: on a connection as long as it lasts, or on one for each. */
export const load = (port: number, clients: number, keepAlive: boolean, request = get()): Load => {
  let [isOver, answered] = [false, 0];
  const lost: Outcome[] = [];
  const count = (outcome: Outcome): void => {
    if (outcome.type === 'answered' && outcome.status === 200) answered += 1;
    else lost.push(outcome);
  };
  const client = async (): Promise<void> => {
    while (!isOver) {
      const connection = await connect({ host: '127.0.0.1', port });
      if ('type' in connection) {
        count(connection);
        continue;
      }
      do count(await connection.ask(request));
      while (keepAlive && connection.isUsable && !isOver);
      connection.end();
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    stop: async () => {
      isOver = true;
      await all;
      return { answered, lost };
    },
  };
};
