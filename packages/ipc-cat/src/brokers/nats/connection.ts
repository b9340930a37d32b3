/**
 * One connection to a NATS server, while it lasts. The library reads as fast as the server sends, and what nobody has asked
 * for piles up: its socket is paused here instead, so that the kernel, and then the server, hold back.
 */
import type { Socket } from 'node:net';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { callAfter, ExitCode, Failure, monotonicMs } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { connectFailure, deniedReason, Lost, lateFailure, lossReason } from './reason.ts';

export interface Connection {
  readonly nc: NatsConnection;
  /** Settles with the reason when it is over. */
  readonly lost: Promise<string>;
  /** The answer; or a rejection with Lost, when the connection is over before. */
  during<Answer>(work: Promise<Answer>): Promise<Answer>;
  /** Reads no further, and goes on. */
  hold(): void;
  resume(): void;
  /**
   * Settles when the server has all that was published; while it is held, and no answer can be read, when the kernel has it:
   * who reads may be waiting for this very write.
   */
  published(): Promise<void>;
  /** Throws what the server has forbidden us since, if anything; a sentence that begins so. Ask after a flush: it answers in order. */
  assertPermitted(before?: string): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** What the library keeps to itself (3.4, which is bundled). */
interface Internals {
  readonly protocol: {
    readonly transport: { readonly socket?: Pick<Socket, 'pause' | 'resume' | 'write'> };
    readonly parser: { parse(bytes: Uint8Array): void };
    readonly heartbeats: { start(): void; cancel(): void };
  };
}

/** nats-server cuts off who does not read for 10 s (write_deadline), or is 64 MiB behind (max_pending). */
const HELD_LATELY_MS = 60_000;

/** As long as the library waits by itself. */
const PATIENCE_MS = 20_000;

/** The host is for the certificate's check: of one that is a number the library says nothing, and Node takes localhost. */
const tlsOptions = (server: string, { ca, cert, key, name, verify }: NonNullable<NatsAddress['tls']>) => ({
  host: server.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''),
  ...(ca === undefined ? {} : { caFile: ca }),
  ...(cert === undefined ? {} : { certFile: cert }),
  ...(key === undefined ? {} : { keyFile: key }),
  ...(name === undefined ? {} : { servername: name }),
  rejectUnauthorized: verify,
});

const optionsFor = (server: string, { credentials, tls, token }: NatsAddress, noEcho: boolean, timeoutMs: number) => ({
  servers: server,
  name: 'ipc-cat',
  noEcho,
  timeout: timeoutMs,
  reconnect: false, // what is lost with a connection has to be known: see link.ts
  noAsyncTraces: true,
  ...(credentials.user === undefined ? {} : { user: credentials.user }),
  ...(credentials.password === undefined ? {} : { pass: credentials.password }),
  ...(token === undefined ? {} : { token }),
  ...(tls === undefined ? {} : { tls: tlsOptions(server, tls) }),
});

/** What the parser throws ends only the library's loop, which tells it to standard output: it ends the connection here. */
const guardParser = ({ protocol: { parser } }: Internals, fail: (error: unknown) => void): void => {
  const parse = parser.parse.bind(parser);
  let isBroken = false;
  parser.parse = (bytes) => {
    if (isBroken) return;
    try {
      parse(bytes);
    } catch (error) {
      isBroken = true;
      fail(error);
    }
  };
};

/** Races with the end of a connection. (Promise.race would remember each race until then: that grows with every message.) */
const racing = (lost: Promise<string>): Connection['during'] => {
  const racers = new Set<(error: Error) => void>();
  let loss: Error | undefined;
  void lost.then((why) => {
    loss = new Lost(why);
    for (const reject of racers) reject(loss);
  });
  return (work) =>
    new Promise((resolve, reject) => {
      racers.add(reject);
      if (loss) reject(loss);
      work.then(resolve, reject).finally(() => racers.delete(reject));
    });
};

/** The connection as ours. */
const wrapped = (nc: NatsConnection): Connection => {
  const internals = nc as unknown as Internals;
  const { heartbeats, transport } = internals.protocol;
  const writers = new Set<() => void>();
  let isHeld = false;
  let heldMs = Number.NEGATIVE_INFINITY;
  let garbage: string | undefined;
  let denied: Error | undefined;

  /** While nothing is read, its end is not seen: it comes soon after. */
  const wasHeld = (): boolean => monotonicMs() - heldMs < HELD_LATELY_MS;
  guardParser(internals, () => {
    garbage = 'the server sent what is not NATS';
    void nc.close();
  });
  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'error' && status.error.name === 'PermissionViolationError') denied ??= status.error;
    }
  })();
  const lost = nc.closed().then((error) => garbage ?? lossReason(error ?? undefined, wasHeld()));
  const during = racing(lost);
  return {
    nc,
    lost,
    during,
    published: () =>
      during(
        new Promise<void>((resolve, reject) => {
          const send = (): void => void transport.socket?.write('', () => resolve());
          writers.add(send);
          nc.flush()
            .then(resolve, reject)
            .finally(() => writers.delete(send));
          if (isHeld) send();
        }),
      ),
    hold: () => {
      isHeld = true;
      heldMs = monotonicMs();
      heartbeats.cancel(); // its answers would lie behind what is held back
      transport.socket?.pause();
      for (const send of writers) send();
    },
    resume: () => {
      isHeld = false;
      if (nc.isClosed()) return;
      heartbeats.start();
      transport.socket?.resume();
    },
    assertPermitted: async (before = '') => {
      await new Promise((resolve) => setImmediate(resolve)); // the library hands statuses on in a microtask
      if (denied) throw new Failure(ExitCode.failed, `${before}${deniedReason(denied)}`);
    },
    close: async () => {
      transport.socket?.resume();
      await nc.close().catch(() => {});
    },
  };
};

/** Connects to a server. */
const connectTo = async (
  server: string,
  { address, name }: Named<NatsAddress>,
  patienceMs: number,
  noEcho: boolean,
): Promise<Connection> => {
  const connecting = connect(optionsFor(server, address, noEcho, patienceMs));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = callAfter(patienceMs, () => reject(lateFailure(name)));
  });
  try {
    return wrapped(await Promise.race([connecting, late]));
  } catch (error) {
    connecting.then(
      (tooLate) => tooLate.close(),
      () => {},
    );
    throw error instanceof Failure ? error : connectFailure(error, name, address);
  } finally {
    clearTimeout(timer);
  }
};

/** Connects to the first of the servers that takes us. A Failure says why the last did not; none tells a password. */
export const connectOnce = async (
  where: Named<NatsAddress>,
  { connectTimeoutMs = PATIENCE_MS }: Pick<Opening, 'connectTimeoutMs'>,
  noEcho: boolean,
): Promise<Connection> => {
  const { servers } = where.address;
  let failure: unknown;
  for (const server of servers) {
    try {
      return await connectTo(server, where, connectTimeoutMs / servers.length, noEcho);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
};
