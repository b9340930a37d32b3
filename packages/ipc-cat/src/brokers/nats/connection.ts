/**
 * One connection to a NATS server, while it lasts. The library reads as fast as the server sends, and what nobody has asked
 * for piles up: its socket is paused here instead, so that the kernel, and then the server, hold back.
 */
import type { Socket } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';
import { ExitCode, Failure, monotonicMs } from '@proctools/core';
import { deniedReason, Lost, lossReason } from './reason.ts';

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
export const connectionOf = (nc: NatsConnection): Connection => {
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
