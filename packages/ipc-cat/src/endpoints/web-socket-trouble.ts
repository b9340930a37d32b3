/** What can go wrong with a WebSocket, in words. RFC 6455 */
import type { IncomingMessage } from 'node:http';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import type { OnBadFrame } from '../frames/bad-frame.ts';
import { cannotConnectByTls, reasonOfTls } from './tls-trouble.ts';

/** RFC 6455, 7.4.1, and the register of IANA. */
const CODES: Readonly<Record<number, string>> = {
  1002: 'protocol error',
  1003: 'unsupported data',
  1007: 'invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'an extension is missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
};

/** It is done; somebody leaves the page, or shuts the server down; no code was given. */
const ENDS = [1000, 1001, 1005];
/** There was no close frame. */
const ABNORMAL = 1006;

/** What somebody else wrote, without what would move the cursor. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '?');

/** Why a connection that was closed so did not end well; undefined when it did. */
export const failureOfClose = (code: number, reason: Buffer, cause: unknown): Error | undefined => {
  if (ENDS.includes(code)) return undefined;
  if (code === ABNORMAL) {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    return new Error(`the connection broke off without a close frame${why}`);
  }
  const text = [`${code}`, CODES[code], printable(reason.toString())].filter(Boolean).join(', ');
  return new Error(`the other side closed with an error: ${text}`);
};

/** What was wrong with a frame that came. */
export const failureOfFrame = (error: Error, position: number, onBad: OnBadFrame): Error => {
  if (errorCode(error) !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return new Error(`the other side broke the protocol: ${error.message.replace('Invalid WebSocket frame: ', '')}`);
  }
  onBad({ why: 'over-limit', position, length: 0 });
  return new Error('the connection was closed for a message that was too long (1009)');
};

const HINTS: Readonly<Record<number, string>> = {
  401: 'credentials go before the host, as in ws://user:password@host, or into WS_USER and WS_PASSWORD',
  404: 'there is nothing at that path',
  426: 'it speaks WebSocket in another way',
};

/** The other side answered as a web server does that wants no WebSocket there. */
export const failureOfAnswer = (name: string, { headers, statusCode = 0, statusMessage }: IncomingMessage): Failure => {
  const answer = [statusCode, printable(statusMessage ?? '')].filter(Boolean).join(' ');
  const to = headers.location && statusCode >= 300 && statusCode < 400 ? printable(headers.location) : undefined;
  return new Failure(ExitCode.failed, `cannot connect to ${name}: the server answered ${answer}`, {
    hint:
      to === undefined
        ? (HINTS[statusCode] ?? (statusCode < 300 ? 'a web server is there, and no WebSocket' : undefined))
        : `it says that it is to be found at ${to.replace(/^http/, 'ws')}`,
  });
};

/** There was no connection, or what answered made no sense. */
export const failureOfHandshake = (name: string, cause: Error): Failure => {
  const code = errorCode(cause);
  if (code?.startsWith('HPE_') || /^Invalid (?:Upgrade|Sec-WebSocket)/.test(cause.message)) {
    return new Failure(ExitCode.failed, `cannot connect to ${name}: the other side does not speak WebSocket`);
  }
  if (/subprotocol/.test(cause.message)) {
    return new Failure(ExitCode.failed, `cannot connect to ${name}: the two sides speak no protocol in common`, {
      hint: `see protocol= of the address: ${cause.message}`,
    });
  }
  if (cause.message === 'socket hang up' || (code === 'ECONNRESET' && !reasonOfTls(cause))) {
    return new Failure(ExitCode.failed, `cannot connect to ${name}: the other side hung up without an answer`);
  }
  return cannotConnectByTls(name, cause);
};
