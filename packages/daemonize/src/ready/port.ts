import { allProcesses, commandLineOf, findMembers, quoteCommand } from '@proctools/core';
import type { Listener } from '../listener.ts';
import { allListeners, holderOf } from '../listening.ts';
import { familyOf } from '../store/record.ts';
import { poll } from './poll.ts';
import { type Awaited, plain, type Readiness } from './readiness.ts';

const EVERY_MS = 10;

const isWanted = ({ address, port: found }: Listener, host: string | null, port: number): boolean =>
  found === port && (host === null || address === `${host.includes(':') ? `[${host}]` : host}:${port}`);

const describeHolder = (listener: Listener): string => {
  const pid = holderOf(
    listener,
    allProcesses().map((entry) => entry.pid),
  );
  return pid === undefined ? 'somebody else' : `pid ${pid} (${quoteCommand(commandLineOf(pid)).slice(0, 60)})`;
};

/**
 * Ready when one of the daemon's own processes listens on the port: that somebody answers there
 * proves nothing. The socket is looked up in the kernel's table, no connection is made.
 */
export const portReadiness = (host: string | null, port: number): Readiness => {
  let stranger: Listener | undefined;
  const isReady = ({ record, process }: Awaited): boolean => {
    const listeners = allListeners(process.identity.pid).filter((listener) => isWanted(listener, host, port));
    if (listeners.length === 0) {
      stranger = undefined;
      return false;
    }
    const pids = findMembers(familyOf(record)).map(({ pid }) => pid);
    stranger = listeners.find((listener) => holderOf(listener, pids) === undefined);
    return listeners.some((listener) => holderOf(listener, pids) !== undefined);
  };
  return {
    ...plain,
    wait: (daemon, signal) => poll(() => isReady(daemon), EVERY_MS, signal),
    obstacle: () =>
      stranger ? `${stranger.address} belongs to ${describeHolder(stranger)}` : `nothing of it listens on port ${port}`,
  };
};
