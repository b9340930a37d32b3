import { poll } from './poll.ts';
import { plain, type Readiness } from './readiness.ts';

const EVERY_MS = 25;
const ANSWER_MS = 5_000;

const describe = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : String(cause);
};

/** Ready when a GET of the address is answered with a status from 200 to 299. Redirections are not followed. */
export const httpReadiness = (url: string): Readiness => {
  let last: string | undefined;
  const isReady = async (signal: AbortSignal): Promise<boolean> => {
    try {
      const answer = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await answer.body?.cancel();
      last = `the last answer was ${answer.status}`;
      return answer.ok;
    } catch (error) {
      last = `no answer: ${describe(error)}`;
      return false;
    }
  };
  return { ...plain, wait: (_daemon, signal) => poll(() => isReady(signal), EVERY_MS, signal), obstacle: () => last };
};
