import * as linux from './listening-linux.ts';
import * as portable from './listening-lsof.ts';

/** A socket that waits for connections. */
export interface Listener {
  /** `127.0.0.1:3000`, `[::1]:3000`, `*:3000`, or a path. */
  readonly address: string;
  /** Null for a socket with a path. */
  readonly port: number | null;
  /** By which a system knows it; what it is differs. */
  readonly key: string;
}

const system = process.platform === 'linux' ? linux : portable;

/** Every listening socket in the network that `pid` sees. */
export const allListeners: (pid: number) => readonly Listener[] = system.allListeners;

/** Which of these processes has the socket open. */
export const holderOf: (listener: Listener, pids: readonly number[]) => number | undefined = system.holderOf;

/** Where these processes listen, without repetition. */
export const listeningAddresses = (pids: readonly number[]): readonly string[] => {
  const [first] = pids;
  const open = system.openSockets(pids);
  const listeners = first === undefined || open.size === 0 ? [] : system.allListeners(first);
  return [...new Set(listeners.filter(({ key }) => open.has(key)).map(({ address }) => address))].sort();
};
