import type { Listener } from './listener.ts';
import * as linux from './listening-linux.ts';
import * as portable from './listening-lsof.ts';

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
