/**
 * A server of Node's accepts whoever comes, at once. One that is to serve no more than so many leaves the others where the
 * system keeps them: listen(2) bounds their number, and we hold no descriptor for each. Node has no call for that; but the
 * handle of a listening socket that was opened by its descriptor before it listened counts as readable, and so it can be
 * stopped and started like any other. Seen with Node 20, 22, 24 and 26, Unix sockets and TCP; elsewhere everybody is accepted.
 */
import type { Server } from 'node:net';

/** What Node keeps to itself. */
interface ListeningHandle {
  readonly fd?: number;
  open?(descriptor: number): number;
  readStart?(): number;
  readStop?(): number;
}

/** Calls back with the handle once the server has one: it is bound then, and does not listen yet. */
const onHandle = (server: Server, call: (handle: ListeningHandle) => void): void => {
  let held: ListeningHandle | null = null;
  Object.defineProperty(server, '_handle', {
    configurable: true,
    enumerable: true,
    get: () => held,
    set: (handle: ListeningHandle | null) => {
      held = handle;
      if (handle) call(handle);
    },
  });
};

export interface Backlog {
  /** Accepts one more of those that wait, or the next that comes. */
  admit(): void;
}

/** Has a server that does not listen yet accept only as many as are admitted. */
export const backlogOf = (server: Server): Backlog => {
  let wanted = 0;
  let handle: ListeningHandle | undefined;
  onHandle(server, (bound) => {
    const { fd = -1 } = bound;
    if (fd >= 0 && process.platform !== 'win32' && bound.readStop && bound.open?.(fd) === 0) handle = bound;
  });
  server.once('listening', () => {
    if (handle?.readStart?.() !== 0) handle = undefined;
    if (wanted === 0) handle?.readStop?.();
  });
  server.on('connection', () => {
    wanted = Math.max(0, wanted - 1);
    if (wanted === 0) handle?.readStop?.();
  });
  server.once('close', () => {
    handle = undefined;
  });
  return {
    admit: () => {
      wanted += 1;
      if (server.listening) handle?.readStart?.();
    },
  };
};
