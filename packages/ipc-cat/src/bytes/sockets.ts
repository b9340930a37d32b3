/**
 * A connection as an end for bytes. It reads into one buffer of its own, which costs no memory and no copy, and only when it
 * is asked to; and it takes each half for itself: who does not read any more may have written, and the other way round.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { ByteReader, ByteWriter } from '../endpoint.ts';

/** More takes longer to fill than to hand on, and less costs a turn of the event loop too often (measured: 1 MiB against 64 and 256 KiB). */
const BUFFER_BYTES = 1024 * 1024;

/** What Node keeps to itself, and what makes a descriptor block again. */
interface Handle {
  readonly fd?: number;
  readonly writeQueueSize?: number;
  useUserBuffer?(buffer: Buffer): void;
  setBlocking?(on: boolean): number;
}

const handleOf = (socket: Socket): Handle | undefined => (socket as unknown as { _handle?: Handle })._handle;

/** The socket's descriptor, which never blocks; undefined where Node does not tell. */
export const descriptorOf = (socket: Socket): number | undefined => {
  const descriptor = handleOf(socket)?.fd;
  return descriptor === undefined || descriptor < 0 || process.platform === 'win32' ? undefined : descriptor;
};

/** What comes in on a socket, one piece after the other. */
export interface Incoming {
  /** For the socket's constructor, or for `connect`. */
  readonly onread: OnReadOpts;
  /** No more than `most` bytes are taken from the system, where Node lets us say so. */
  readonly next: (socket: Socket, most?: number) => Promise<Buffer | undefined>;
  readonly cancel: () => void;
}

/** Takes what a socket reads, one piece whenever `next` asks. */
export const incoming = (): Incoming => {
  let buffer: Buffer | undefined;
  /** How much the next read takes at most, and how much is wanted at most. */
  let room = BUFFER_BYTES;
  let wanted = Number.POSITIVE_INFINITY;
  let arrived: Buffer | undefined;
  let isOver = false;
  let failure: Error | undefined;
  let wake = (): void => {};
  let isWatched = false;

  const over = (error?: Error): void => {
    isOver = true;
    failure ??= error;
    wake();
  };
  const watch = (socket: Socket): void => {
    isWatched = true;
    if (socket.errored) over(socket.errored);
    if (socket.readableEnded || socket.destroyed) over();
    socket.once('end', () => over());
    socket.once('close', () => over());
    socket.on('error', over);
  };
  const nextBuffer = (): Buffer => {
    buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    room = Math.max(1, Math.min(BUFFER_BYTES, wanted)); // an empty one would look like the end of the data
    return buffer.subarray(0, room);
  };
  /** Node asks for the next buffer when it has filled one, which is before the next `most` is told: so this is rarely needed. */
  const leaveOthers = (socket: Socket, most: number): void => {
    wanted = most;
    if (room > most) handleOf(socket)?.useUserBuffer?.(nextBuffer());
  };
  const take = (socket: Socket): Buffer | undefined => {
    if (!isWatched) watch(socket);
    const bytes = arrived;
    arrived = undefined;
    if (bytes === undefined && failure) throw failure;
    return bytes;
  };

  return {
    onread: {
      buffer: nextBuffer,
      callback: (length, bytes) => {
        arrived = Buffer.from(bytes.buffer, bytes.byteOffset, length);
        wanted -= length;
        wake();
        return false;
      },
    },
    next: async (socket, most) => {
      const ready = take(socket);
      if (ready || isOver) return ready;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (most !== undefined) leaveOthers(socket, most);
      socket.resume();
      await woken;
      return take(socket);
    },
    cancel: () => over(),
  };
};

/** Reads a socket that Node has made, and reads by itself: a child's, or a terminal. Node may hold further pieces. */
export const piecesReader = (socket: Socket): ByteReader => {
  const { cancel, next, onread } = incoming();
  socket.on('data', (bytes: Buffer) => {
    socket.pause();
    onread.callback(bytes.length, bytes);
  });
  socket.pause();
  return { read: (most) => next(socket, most), cancel };
};

/** Reads a socket that has `onread` of `arriving`: between two reads nothing is taken from the system. */
export const socketReader = (socket: Socket, arriving: Incoming): ByteReader => ({
  read: (most) => arriving.next(socket, most),
  cancel: arriving.cancel,
  get ready() {
    const descriptor = descriptorOf(socket);
    return descriptor === undefined ? undefined : { descriptor };
  },
});

/** A write that failed is the writer's affair: what has come in is still to be read, and Node would throw it away. */
export const sparingReads = (socket: Socket, onSpared: (error: Error) => void = () => {}): void => {
  const { destroy } = socket;
  socket.destroy = function (this: Socket, error?: Error & { syscall?: string }) {
    if (error?.syscall !== 'write') return destroy.call(this, error);
    // The reading half was told, too, and would never say that it has come to its end.
    const reading = (this as unknown as { _readableState?: { errored: Error | null } })._readableState;
    if (reading) reading.errored = null;
    onSpared(error);
    return this;
  } as Socket['destroy'];
};

const closedMeanwhile = (): Error =>
  Object.assign(new Error('closed before it had been written'), { code: 'ECANCELED' });

/** Writes to a connection. */
export const socketWriter = (socket: Socket, onSpared?: (error: Error) => void): ByteWriter => {
  sparingReads(socket, onSpared);
  let left = (): void => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  socket.on('error', () => {});
  socket.once('close', left);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => {
          // Of a write that was under way when the socket was destroyed, Node says that it succeeded (20 to 26).
          const failure = error ?? (socket.destroyed ? (socket.errored ?? closedMeanwhile()) : undefined);
          if (!failure) return resolve();
          left();
          reject(failure);
        });
      }),
    end: () =>
      new Promise((resolve) => {
        if (socket.writableEnded || socket.destroyed) return resolve();
        socket.once('close', resolve);
        socket.end(() => resolve());
      }),
    gone,
    get waiting() {
      return handleOf(socket)?.writeQueueSize ?? 0;
    },
    get ready() {
      const descriptor = descriptorOf(socket);
      return descriptor === undefined ? undefined : { descriptor };
    },
  };
};

/** Ends a connection, whatever is still under way. */
export const closeSocket = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) return resolve();
    socket.once('close', () => resolve());
    socket.on('error', () => {});
    socket.destroy();
  });

/** A socket that was accepted by a server that paused it (`pauseOnConnect`), to be read as `incoming` says. */
export const rewrapped = (accepted: Socket, arriving: Incoming): Socket => {
  const handle = handleOf(accepted);
  return new Socket({ handle, allowHalfOpen: true, onread: arriving.onread } as unknown as SocketConstructorOpts);
};

/** Makes the descriptor of a socket block again, as its other owners expect. */
export const makeBlocking = (socket: Socket): void => void handleOf(socket)?.setBlocking?.(true);
