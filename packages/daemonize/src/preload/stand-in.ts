import type net from 'node:net';

// What net.Server has of its handle and asks of it; undocumented, the same in Node 20 to 26.
interface Handle {
  close(): void;
  ref(): void;
  unref(): void;
  getsockname?(into: object): number;
}

interface WithHandle {
  _handle?: Handle | null;
  _unref?: boolean;
}

// The longest that setInterval knows: it is there to be waited for.
const FOREVER_MS = 2 ** 31 - 1;

/** A handle that does nothing but what the event loop sees of one: it has somebody wait, until it is closed. */
const standIn = (address: ReturnType<net.Server['address']>, isUnreferenced: boolean): Handle => {
  const timer = setInterval(() => {}, FOREVER_MS);
  if (isUnreferenced) timer.unref();
  const handle: Handle = {
    close: () => clearInterval(timer),
    ref: () => void timer.ref(),
    unref: () => void timer.unref(),
  };
  if (typeof address !== 'object') return handle; // of a Unix socket, the server itself knows the path
  const getsockname = (into: object): number => {
    Object.assign(into, address);
    return 0; // no error
  };
  return { ...handle, getsockname };
};

/**
 * Has a server look as if it listened there. Over a channel only a handle of Node's own can be sent, and any other ends the process:
 * where one may be, `real` is that, and closing it closes nothing.
 */
export const pretendToListen = (
  server: net.Server,
  address: ReturnType<net.Server['address']>,
  real: object = {},
): Handle => {
  const internals = server as unknown as WithHandle;
  const handle = Object.assign(real, standIn(address, internals._unref === true));
  internals._handle = handle;
  return handle;
};

/** Whether a server still looks so, by this stand-in. */
export const isPretending = (server: net.Server, handle: Handle): boolean =>
  (server as unknown as WithHandle)._handle === handle;

/** Has it not listen at all. */
export const stopPretending = (server: net.Server, handle: Handle): void => {
  (server as unknown as WithHandle)._handle = null;
  handle.close();
};

/**
 * Has a server take no more connections, which its program does not see: it still listens, has its address, keeps the process
 * running, and its close() is the first. Connections that the kernel has accepted for the socket are the other workers'.
 */
export const stopAccepting = (server: net.Server): void => {
  const handle = (server as unknown as WithHandle)._handle;
  if (!handle) return;
  pretendToListen(server, server.address());
  handle.close();
};
