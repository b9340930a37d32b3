/** Getting a connection to one of several servers. */
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';
import { callAfter, Failure } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { clientOptions } from '../../endpoints/tls-options.ts';
import { type Connection, connectionOf } from './connection.ts';
import { connectFailure, lateFailure } from './reason.ts';

/** As long as the library waits by itself. */
const PATIENCE_MS = 20_000;

const hostOf = (server: string): string => server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

const optionsFor = (
  server: string,
  { address: { credentials, tls, token }, name }: Named<NatsAddress>,
  noEcho: boolean,
  timeoutMs: number,
) => ({
  servers: server,
  name: 'ipc-cat',
  noEcho,
  timeout: timeoutMs,
  reconnect: false, // what is lost with a connection has to be known: see link.ts
  noAsyncTraces: true,
  ...(credentials.user === undefined ? {} : { user: credentials.user }),
  ...(credentials.password === undefined ? {} : { pass: credentials.password }),
  ...(token === undefined ? {} : { token }),
  ...(tls === undefined ? {} : { tls: clientOptions(tls, hostOf(server), name) }),
});

/** Connects to a server. */
const connectTo = async (
  server: string,
  where: Named<NatsAddress>,
  patienceMs: number,
  noEcho: boolean,
): Promise<Connection> => {
  const { address, name } = where;
  const connecting = connect(optionsFor(server, where, noEcho, patienceMs) as NodeConnectionOptions);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = callAfter(patienceMs, () => reject(lateFailure(name)));
  });
  try {
    return connectionOf(await Promise.race([connecting, late]));
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
