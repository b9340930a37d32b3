/** Connecting to Redis, and saying who we are. */
import type { ConnectionOptions } from 'node:tls';
import { callAfter, ExitCode, Failure } from '@proctools/core';
import type { Named, RedisAddress, TlsSettings } from '../../address/address.ts';
import { incoming } from '../../bytes/sockets.ts';
import { type Connected, connectTo, late, untilConnected } from '../../endpoints/connect.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { granted, isErrorReply } from './refusal.ts';
import { type Command, type Reply, speak, type Wire, WireLost } from './wire.ts';

/** When nothing has come for so long, the system asks whether the other machine is still there. tcp(7) */
const KEEP_ALIVE_MS = 15_000;

const connectTls = async (
  where: { readonly host: string; readonly port: number },
  tls: TlsSettings,
  name: string,
  opening: Opening,
): Promise<Connected> => {
  const { clientOptions } = await import('../../endpoints/tls-options.ts');
  const { cannotConnectByTls } = await import('../../endpoints/tls-trouble.ts');
  const { connect } = process.getBuiltinModule('node:tls');
  const arriving = incoming();
  const { onread } = arriving; // tls.connect knows it, its types do not
  const socket = connect({ ...clientOptions(tls, where.host, name), ...where, onread } as ConnectionOptions);
  await untilConnected(socket, 'secureConnect', name, opening, cannotConnectByTls);
  return { socket, arriving };
};

const connectPlainly = async (
  { address: { tls, where }, name }: Named<RedisAddress>,
  opening: Opening,
): Promise<Connected> => {
  const connected =
    tls && 'host' in where ? await connectTls(where, tls, name, opening) : await connectTo(where, name, opening);
  connected.socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return connected;
};

const introduction = ({ credentials: { password, user }, database }: RedisAddress, clientName: string): Command[] => [
  ...(password === undefined ? [] : [['AUTH', ...(user === undefined ? [] : [user]), password]]),
  ...(database === 0 ? [] : [['SELECT', String(database)]]),
  ['CLIENT', 'SETNAME', clientName],
  // Of these, only this is refused while Redis still loads its data.
  ['PING'],
];

/** How many of them a user who may do little else need not be allowed to do. */
const COURTESIES = 2;

const isForgiven = (reply: Reply, at: number, { length }: readonly Reply[]): boolean =>
  at >= length - COURTESIES && isErrorReply(reply) && reply.message.startsWith('NOPERM');

/** A new connection, logged in. A Failure when it is refused; WireLost when it broke at once. */
export const dial = async (
  named: Named<RedisAddress>,
  { clientName, isAttentive }: { readonly clientName: string; readonly isAttentive: boolean },
  opening: Opening,
): Promise<Wire> => {
  const wire = speak(await connectPlainly(named, opening), isAttentive);
  let isLate = false;
  const abort = (): void => void wire.close();
  const giveUp = (): void => {
    isLate = true;
    abort();
  };
  const timer = opening.connectTimeoutMs === undefined ? undefined : callAfter(opening.connectTimeoutMs, giveUp);
  opening.signal.addEventListener('abort', abort, { once: true });
  try {
    const replies = await wire.ask(introduction(named.address, clientName));
    granted(
      named.name,
      replies.filter((reply, at) => !isForgiven(reply, at, replies)),
    );
    return wire;
  } catch (error) {
    await wire.close();
    if (isLate) throw late(named.name);
    // Who is one too many is told so, and sent away at once.
    if (error instanceof WireLost) granted(named.name, error.answered);
    if (error instanceof WireLost && error.cause instanceof Error && /RESP/.test(error.cause.message)) {
      throw new Failure(ExitCode.failed, `${named.name}: what answers there is not Redis`, { cause: error.cause });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    opening.signal.removeEventListener('abort', abort);
  }
};
