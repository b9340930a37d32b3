import type { Check } from './check.ts';
import { poll } from './poll.ts';
import { plain, type Readiness } from './readiness.ts';

const EVERY_MS = 25;
const ANSWER_MS = 5_000;

/** Of several addresses that were tried in vain there is no message, only the code. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
};

/** The status of the answer to a GET; redirections are not followed, and the connection is not kept. */
const statusOf = (url: string, signal: AbortSignal): Promise<number> => {
  const { get } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
  return new Promise((resolve, reject) => {
    get(url, { agent: false, signal }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    }).on('error', reject);
  });
};

/** Whether a GET of the address is answered with a status from 200 to 299, within a time. */
export const httpCheck =
  (url: string, withinMs: number): Check =>
  async (signal) => {
    const tooLate = AbortSignal.timeout(withinMs);
    try {
      const status = await statusOf(url, AbortSignal.any([signal, tooLate]));
      return status >= 200 && status < 300 ? undefined : `the last answer was ${status}`;
    } catch (error) {
      return tooLate.aborted ? `no answer within ${withinMs} ms` : `no answer: ${describe(error)}`;
    }
  };

/** Ready when the address answers so. */
export const httpReadiness = (url: string): Readiness => {
  const check = httpCheck(url, ANSWER_MS);
  let last: string | undefined;
  const isReady = async (signal: AbortSignal): Promise<boolean> => {
    last = await check(signal);
    return last === undefined;
  };
  return { ...plain, wait: (_daemon, signal) => poll(() => isReady(signal), EVERY_MS, signal), obstacle: () => last };
};
