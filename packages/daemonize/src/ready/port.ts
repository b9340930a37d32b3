import { allProcesses, commandLineOf, findMembers, quoteCommand } from '@proctools/core';
import type { Listener } from '../listener.ts';
import { allListeners, holderOf, listeningAddresses } from '../listening.ts';
import { type DaemonRecord, familyOf } from '../store/record.ts';
import { poll } from './poll.ts';
import { type Awaited, plain, type Readiness } from './readiness.ts';

const EVERY_MS = 10;

const ANYWHERE = ['*', '0.0.0.0', '::'];
const LOCALHOST = ['127.0.0.1', '[::1]'];

/** The addresses, as listeners have them, that a host given by the user stands for. */
const namesOf = (host: string): readonly string[] => {
  if (ANYWHERE.includes(host)) return ['*'];
  return host === 'localhost' ? LOCALHOST : [host.includes(':') ? `[${host}]` : host];
};

/** Who listens on every address listens on the one that was asked for, too. */
const isWanted = ({ address, port: found }: Listener, host: string | null, port: number): boolean =>
  found === port && (host === null || ['*', ...namesOf(host)].includes(address.slice(0, address.lastIndexOf(':'))));

const describeHolder = (listener: Listener): string => {
  const pid = holderOf(
    listener,
    allProcesses().map((entry) => entry.pid),
  );
  return pid === undefined ? 'somebody else' : `pid ${pid} (${quoteCommand(commandLineOf(pid)).slice(0, 60)})`;
};

const membersOf = (record: DaemonRecord): readonly number[] => findMembers(familyOf(record)).map(({ pid }) => pid);

/**
 * Ready when one of the daemon's own processes listens on the port: that somebody answers there
 * proves nothing. The socket is looked up in the kernel's table, no connection is made.
 */
export const portReadiness = (host: string | null, port: number): Readiness => {
  let stranger: Listener | undefined;
  let awaited: Awaited | undefined;
  const isReady = (daemon: Awaited): boolean => {
    const { record, process } = daemon;
    awaited = daemon;
    const listeners = allListeners(process.identity.pid).filter((listener) => isWanted(listener, host, port));
    if (listeners.length === 0) {
      stranger = undefined;
      return false;
    }
    const pids = membersOf(record);
    stranger = listeners.find((listener) => holderOf(listener, pids) === undefined);
    return listeners.some((listener) => holderOf(listener, pids) !== undefined);
  };
  return {
    ...plain,
    wait: (daemon, signal) => poll(() => isReady(daemon), EVERY_MS, signal),
    obstacle: () => {
      if (stranger) return `${stranger.address} belongs to ${describeHolder(stranger)}`;
      const others = awaited ? listeningAddresses(membersOf(awaited.record)) : [];
      return others.length === 0 ? 'it listens nowhere' : `it listens on ${others.join(', ')} only`;
    },
  };
};
