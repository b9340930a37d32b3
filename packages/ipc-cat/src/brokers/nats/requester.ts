/** Asking at a subject: the question goes to whoever listens there, and the first answer comes to an inbox of our own. */
import { ExitCode, Failure } from '@proctools/core';
import type { MessageEnd } from '../../endpoint.ts';
import type { Link } from './link.ts';
import { tooLarge } from './too-large.ts';

/** As long as a timer can count: who asks says himself how long he waits. */
const FOR_EVER_MS = 2 ** 31 - 1;

const refusal = (error: unknown, subject: string): unknown => {
  if (!(error instanceof Error)) return error;
  // The server says so at once.
  if (error.name === 'NoRespondersError' || /no responders/i.test(error.message)) {
    return new Failure(ExitCode.failed, `nobody answers at ${subject}`);
  }
  return error;
};

const abortion = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
  });

/** Never asks twice: when the connection is lost over it, nobody knows whether the question was heard. */
export const requester =
  (link: Link, subject: string): NonNullable<MessageEnd['request']> =>
  async (question, signal) => {
    let isAsked = false;
    const given = abortion(signal);
    given.catch(() => {});
    const answer = link.use(async ({ nc }) => {
      if (isAsked) throw new Failure(ExitCode.failed, 'the connection was lost before there was an answer');
      isAsked = true;
      const most = nc.info?.max_payload ?? Number.POSITIVE_INFINITY;
      if (question.length > most) throw tooLarge(question.length, most);
      const { data } = await nc.request(subject, question, { timeout: FOR_EVER_MS }).catch((error: unknown) => {
        throw refusal(error, subject);
      });
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    });
    return Promise.race([answer, given]);
  };
