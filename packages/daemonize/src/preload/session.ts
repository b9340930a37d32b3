import type { Http2Session } from 'node:http2';
import { quietly } from './quietly.ts';

/** No stream is refused by a GOAWAY with this as its last one (RFC 9113, 6.8). */
const LAST_STREAM = 2 ** 31 - 1;

/** An answer may never come: Node 22 was seen not to give one, about once in a hundred times. */
const LONGEST_MS = 1_000;

/**
 * Brings an HTTP/2 session to its end as RFC 9113, 6.8 has it: a GOAWAY that refuses nothing, so that the client opens no more streams;
 * once it has answered a ping, all that it had sent before is here, and close() says how far that went, and waits for its streams.
 */
export const leaveSession = (session: Http2Session): void => {
  if (session.closed || session.destroyed) return;
  const close = (): void => {
    if (!session.destroyed) session.close();
  };
  session.goaway(0, LAST_STREAM);
  const isAsked = quietly(() => session.ping(() => quietly(close))) === true;
  if (isAsked) setTimeout(() => quietly(close), LONGEST_MS);
  else close();
};
