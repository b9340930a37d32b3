/** Getting a connection to one of several servers. */
import { connect } from '@nats-io/transport-node';
import { callAfter, Failure } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { type Connection, connectionOf } from './connection.ts';
import { connectFailure, lateFailure } from './reason.ts';

/** As long as the library waits by itself. */
const PATIENCE_MS = 20_000;

/** The host is for the certificate's check: of one that is a number the library says nothing, and Node takes localhost. */
const tlsOptions = (server: string, { ca, cert, key, name, verify }: NonNullable<NatsAddress['tls']>) => ({
  host: server.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''),
  ...(ca === undefined ? {} : { caFile: ca }),
  ...(cert === undefined ? {} : { certFile: cert }),
  ...(key === undefined ? {} : { keyFile: key }),
  ...(name === undefined ? {} : { servername: name }),
  rejectUnauthorized: verify,
});

const optionsFor = (server: string, { credentials, tls, token }: NatsAddress, noEcho: boolean, timeoutMs: number) => ({
  servers: server,
  name: 'ipc-cat',
  noEcho,
  timeout: timeoutMs,
  reconnect: false, // what is lost with a connection has to be known: see link.ts
  noAsyncTraces: true,
  ...(credentials.user === undefined ? {} : { user: credentials.user }),
  ...(credentials.password === undefined ? {} : { pass: credentials.password }),
  ...(token === undefined ? {} : { token }),
  ...(tls === undefined ? {} : { tls: tlsOptions(server, tls) }),
});

/** Connects to a server. */
const connectTo = async (
  server: string,
  { address, name }: Named<NatsAddress>,
  patienceMs: number,
  noEcho: boolean,
): Promise<Connection> => {
  const connecting = connect(optionsFor(server, address, noEcho, patienceMs));
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
