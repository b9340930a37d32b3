/** What the server, or the way to it, had against us, in our words. */
import { ExitCode, errorCode, Failure, isFailure } from '@proctools/core';
import type { NatsAddress } from '../../address/address.ts';
import { inWords } from '../../endpoints/system-words.ts';
import { cannotConnectByTls, reasonOfTls } from '../../endpoints/tls-trouble.ts';
import { reasonOf } from '../../report-reason.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** A failure that another try may not see. */
export class Unreachable extends Failure {}

export const lateFailure = (name: string): Failure =>
  new Unreachable(ExitCode.timedOut, `${name}: nobody answered in time`);

const refusal = ({ credentials: { user }, token }: NatsAddress, said: string): { why: string; hint?: string } => {
  if (/expired|timeout/i.test(said)) return { why: said.toLowerCase() };
  if (token !== undefined) return { why: 'the token was refused' };
  if (user !== undefined) return { why: `the password of ${user} was refused, or there is no such user` };
  return {
    why: 'it asks who we are',
    hint: 'set NATS_USER and NATS_PASSWORD, or NATS_TOKEN, or write nats://user:password@host/subject',
  };
};

/** Why no connection came about, as a Failure; an Unreachable when it is worth another try. */
export const connectFailure = (error: unknown, name: string, address: NatsAddress): Failure => {
  switch (nameOf(error)) {
    case 'AuthorizationError':
    case 'UserAuthenticationExpiredError': {
      const { hint, why } = refusal(address, messageOf(error));
      return new Failure(ExitCode.failed, `${name}: ${why}`, { hint });
    }
    case 'TimeoutError':
      return lateFailure(name);
  }
  const message = messageOf(error);
  if (/unexpected response/.test(message))
    return new Failure(ExitCode.failed, `${name}: what answers there is not NATS`);
  if (/does not support 'tls'|not available on this server/.test(message)) {
    return new Failure(ExitCode.failed, `${name}: that server has no TLS`, {
      hint: 'write nats: instead of nats+tls:',
    });
  }
  // Who hangs up before he has said a word leaves the library without an error.
  if (/undefined error/.test(message))
    return new Unreachable(ExitCode.failed, `cannot connect to ${name}: the other side hung up`);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (reasonOfTls(cause)) return cannotConnectByTls(name, cause);
  const Kind = errorCode(cause)?.startsWith('E') || /connection/.test(message) ? Unreachable : Failure;
  return new Kind(ExitCode.failed, `cannot connect to ${name}`, { cause: inWords(cause) });
};

/** How a failure is told within a sentence: without the address, with the system's code. */
export const briefly = (failure: unknown): string => {
  const cause = isFailure(failure) ? failure.cause : undefined;
  return errorCode(cause) === undefined ? messageOf(failure).replace(/^.*: /s, '') : reasonOf(cause);
};

/** Why a connection that there was is there no more. */
export const lossReason = (error: unknown, wasHeldBack: boolean): string => {
  const said = error === undefined ? '' : messageOf(error).replace(/^'|'$/g, '');
  if (wasHeldBack || /slow consumer/i.test(said)) {
    return 'the connection was lost while we were behind: the server cuts off who does not keep up with what is published';
  }
  if (said === '' || errorCode(error) !== undefined) return 'the connection was lost';
  return `the server ended the connection: ${said}`;
};

/** What the server does not let us do. */
export const deniedReason = (error: Error): string =>
  `the server does not permit that: ${error.message.replace(/^'|'$/g, '')}`;

/** What whoever waits for a connection that is over is told. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

/** Whether something failed for no other reason than that its connection is over. */
export const isOfConnection = (error: unknown): boolean =>
  ['Lost', 'ClosedConnectionError', 'DrainingConnectionError'].includes(nameOf(error)) ||
  (nameOf(error) === 'RequestError' && /^connection (closed|disconnected)$/.test(messageOf(error)));
